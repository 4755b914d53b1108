"""Surfaces of consolidation, consultation and reports, in the words of ``world_assessments.py``.

Of the roles of the matrix only assessors are inside; consultees and the bodies asked are in
``tests/liaison/assessments/test_consultation.py``. The single body's number stands on the assessors' page alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.leaks.world_assessments import AssessmentWorld


def consulted(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.consulted_word,)


def assessed(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.consulted_word, here.assessment_word, here.comment_word, here.single_word)


def drafted(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.consulted_word, here.assessment_word, here.comment_word)


def reported(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.consulted_word, here.assessment_word)


PAGES = [
    ("assessment by country", "assessments:consolidation", "/assessments/{consulted}/assessment/", consulted),
    ("assessment of Tunisia", "assessments:assess", "/assessments/{consulted}/assessment/tn/", assessed),
    ("draft report", "assessments:draft", "/assessments/{consulted}/draft/", drafted),
    ("reports of a round", "assessments:reports", "/assessments/{consulted}/reports/", consulted),
    ("frozen report", "assessments:report", "/assessments/{consulted}/reports/1/", reported),
]

FILES = {
    "Word": "/assessments/{consulted}/reports/1/report.docx",
    "workbook": "/assessments/{consulted}/reports/1/report.xlsx",
}
"""Read part by part, properties included. ``PDF`` likewise, of which only the title and the texts are looked at."""

PDF = "/assessments/{consulted}/reports/1/report.pdf"

POSTED = {
    "assessments:assess_save": "/assessments/{consulted}/assessment/tn/save/",
    "assessments:comment": "/assessments/{consulted}/draft/comment/",
    "assessments:freeze": "/assessments/{consulted}/draft/freeze/",
}

EMPTY_ANSWER = "/assessments/{consulted}/draft/comments/{comment}/answer/"
"""Posted to without a text: the draft is shown again."""
