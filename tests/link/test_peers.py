"""The other reports around one: by shift, by time, by author."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from reportqa.evidence.peers import placed
from reportqa.link.peers import PeerIndex
from reportqa.model.document import Document
from reportqa.model.evidence import Peer
from reportqa.model.links import Links

NIGHT = datetime(2026, 11, 20, 22, tzinfo=timezone(timedelta(hours=-5)))
WINDOW = (NIGHT, NIGHT + timedelta(hours=8))

moments = st.one_of(
    st.none(),
    st.integers(-60 * 40, 60 * 40).map(lambda minutes: NIGHT + timedelta(minutes=minutes)),
    st.integers(-60 * 40, 60 * 40).map(lambda minutes: NIGHT.astimezone(UTC) + timedelta(minutes=minutes)),
    st.just(datetime(2026, 11, 20, 23)),  # no zone: no moment that could be compared
)


def peer(
    number: int, site: str | None, shift: str | None, at: datetime | None, told: datetime | None
) -> Peer:
    return Peer(
        report_id=f"R{number}",
        name=f"r{number}.txt",
        kind=None,
        author=None,
        author_id=None,
        site_id=site,
        shift_id=shift,
        occurred_at=at,
        written_at=None,
        submitted_at=None,
        event_times=(told,) if told else (),
    )


def plainly(peers: list[Peer], shift: str | None, window: tuple[datetime, datetime] | None) -> set[str]:
    """The same by looking at each one."""
    found = set()
    for other in peers:
        times = [at for at in (other.occurred_at, *other.event_times) if at is not None and at.tzinfo]
        hour = timedelta(hours=1)
        near = window is None or not times
        near = near or any(window and window[0] - hour <= at <= window[1] + hour for at in times)
        if other.site_id == "S1" and (near or (shift is not None and other.shift_id == shift)):
            found.add(other.report_id)
    return found


@given(
    rows=st.lists(
        st.tuples(st.sampled_from(["S1", "S2", None]), st.sampled_from(["A", "B", None]), moments, moments),
        max_size=12,
    ),
    shift=st.sampled_from(["A", None]),
    window=st.sampled_from([WINDOW, None]),
)
def test_the_index_finds_what_a_walk_over_all_finds(
    rows: list[tuple[str | None, str | None, datetime | None, datetime | None]],
    shift: str | None,
    window: tuple[datetime, datetime] | None,
) -> None:
    peers = [peer(number, *row) for number, row in enumerate(rows)]
    own = placed(Document.from_text("Another one."), Links(site_id="S1", shift_id=shift))
    around = PeerIndex(peers).around(own, window)
    assert sorted(other.report_id for other in around) == sorted(plainly(peers, shift, window))


def test_a_year_of_one_post_is_not_walked_for_each_report() -> None:
    peers = [peer(n, "S1", None, NIGHT + timedelta(days=n - 2000), None) for n in range(4000)]
    index = PeerIndex(peers)
    looked = [*index._of_night("S1", None, WINDOW)]
    assert {other.report_id for other in looked} <= {f"R{n}" for n in range(1999, 2002)}
