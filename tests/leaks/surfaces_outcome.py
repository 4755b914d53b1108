"""Surfaces of transmission and decision, in the words of ``world_assessments.py``.

Of the roles of the matrix only assessors are inside: the decision is not released. Addressees and the bodies asked are
in ``tests/liaison/assessments/test_transmission.py``; what is released, in ``tests/front/test_priorities.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.leaks.world_assessments import AssessmentWorld


def decided(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.decided_word, here.decision_word)


def transmitted(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.decided_word, here.addressee_word)


def under_way(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.open_word, here.prepared_word, here.consulted_word, here.decided_word)


def nothing(here: AssessmentWorld) -> tuple[str, ...]:
    return ()


PAGES = [
    ("decided round", "assessments:round", "/assessments/{decided}/", decided),
    ("decision of a round", "assessments:decision", "/assessments/{decided}/decision/", decided),
    (
        "transmission of a report",
        "assessments:transmission",
        "/assessments/{decided}/reports/1/transmission/",
        transmitted,
    ),
    ("short address of a report", "assessments:report_link", "/assessments/reports/{report}/", nothing),
    ("my work beside the rounds", "my:work", "/my/", under_way),
    ("countries beside a decision", "wagtail_serve", "/countries/", nothing),
]

POSTED = {"assessments:release": "/assessments/{decided}/decision/release/"}
