"""Complaints by e-mail. The words are invented."""

from __future__ import annotations

from collections.abc import Callable

from reportqa.evidence import EvidenceStore
from reportqa.model.service import Service

Load = Callable[..., EvidenceStore]

MAIL = """\
From: Gloria Example <gloria@client.example>
To: manager@guard.example
Date: Sat, 21 Nov 2026 07:41:00 -0500
Subject: Fire engine at Oak Hills
Message-ID: <one@client.example>

A tenant at Oak Hills Apartments says that the fire department came on 11/21/2026 at 2:15 am.
Nobody told me. What happened?

On Fri, 20 Nov 2026, the manager wrote:
> The ambulance at Pine Court was no trouble.
"""


def test_site_time_and_services(load: Load) -> None:
    (complaint,) = load({"complaints/one.eml": MAIL}).complaints
    assert complaint.site_id == "OAK"
    assert complaint.services == (Service.FIRE,)
    assert "2026-11-21T02:15-05:00" in complaint.speaks_of
    assert complaint.id == "one@client.example"


def test_the_same_message_twice_and_one_without_date(load: Load) -> None:
    store = load(
        {
            "complaints/a.eml": MAIL,
            "complaints/b.eml": MAIL,
            "complaints/c.eml": "Subject: no date\n\nHello.\n",
        }
    )
    assert len(store.complaints) == 1
    assert [(p.file, p.reason) for p in store.problems] == [
        ("b.eml", "the same message was read before"),
        ("c.eml", "the message has no date"),
    ]


def test_hostile_mail_is_counted(load: Load) -> None:
    nested = b"Content-Type: message/rfc822\r\n\r\n" * 300 + b"x"
    broken = (
        b"Date: Sat, 21 Nov 2026 07:41:00 -0500\r\nContent-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe"
    )
    store = load({"complaints/a.eml": nested, "complaints/b.eml": broken, "complaints/c.eml": b"\0" * 100})
    assert all(problem.reason for problem in store.problems)
    assert len(store.complaints) + sum(problem.count for problem in store.problems) >= 3
