"""A folder that is watched is looked at when it has changed and has come to rest."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from reportqa.night.watch import State, looks, state_of


def seen(states: list[State], items: int) -> list[int]:
    """Before which look each item came."""
    rest = iter(states)
    count = 0
    at: list[int] = []

    def look(_: Path) -> State:
        nonlocal count
        count += 1
        return next(rest)

    try:
        for _ in islice(looks(Path(), every_s=1, pause=lambda _: None, state=look), items):
            at.append(count)
    except (StopIteration, RuntimeError):
        pass
    return at


A: State = {"a": (1, 1)}
B: State = {"a": (1, 1), "b": (1, 2)}
C: State = {"a": (1, 1), "b": (9, 3)}


def test_a_quiet_folder_is_judged_once() -> None:
    assert seen([A] * 20, 5) == [2]


def test_an_empty_folder_is_judged_once_too() -> None:
    assert seen([{}] * 20, 5) == [2]


def test_a_file_that_grows_waits_until_it_rests() -> None:
    assert seen([A, A, A, B, C, C, C, C], 5) == [2, 6]


def test_what_changes_while_it_is_judged_is_judged_again() -> None:
    # Looks 1 and 2 agree on A; after that judgement B is there, and rests.
    assert seen([A, A, B, B, B, B, B], 5) == [2, 4]


def test_the_state_tells_of_reports_and_their_sidecars_only(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("a.txt", "a.txt.meta.json", "deep/b.txt", "deep/b.meta.json", ".hidden", "lone.meta.json"):
        (tmp_path / name).write_text(name)
    names = {str(Path(path).relative_to(tmp_path)) for path in state_of(tmp_path)}
    assert names == {"a.txt", "a.txt.meta.json", "deep/b.txt", "deep/b.meta.json"}
