"""Surfaces of the assessment rounds. Each shows the words of ``world_assessments.py`` that stand on it to those who
may read them, and to nobody else; outside the rounds (search, dossier, home) none of them stands anywhere.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.test import Client
from pypdf import PdfReader

from tests.leaks import surfaces_outcome, surfaces_reports

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World
    from tests.leaks.world_assessments import AssessmentWorld

Words = dict[str, frozenset[str]]
Shown = Callable[["AssessmentWorld"], tuple[str, ...]]


def nothing(here: AssessmentWorld) -> tuple[str, ...]:
    return ()


def title(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.open_word,)


def titles(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.open_word, here.prepared_word, here.consulted_word, here.decided_word)


def prepared(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.prepared_word,)


def scored(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.open_word, here.number_word)


def submitted(here: AssessmentWorld) -> tuple[str, ...]:
    return (here.open_word, here.submitted_word, here.number_word)


PAGES: list[tuple[str, str, str, Shown]] = [
    *surfaces_reports.PAGES,
    *surfaces_outcome.PAGES,
    ("assessment rounds", "assessments:index", "/assessments/", titles),
    ("new round", "assessments:new", "/assessments/new/", titles),
    ("open round", "assessments:round", "/assessments/{open}/", title),
    ("prepared round", "assessments:round", "/assessments/{prepared}/", prepared),
    ("settings of a round", "assessments:edit", "/assessments/{open}/edit/", titles),
    ("progress board", "assessments:progress", "/assessments/{open}/progress/", title),
    ("progress of a prepared round", "assessments:progress", "/assessments/{prepared}/progress/", nothing),
    ("scores of a round", "assessments:scores", "/assessments/{open}/scores/", title),
    ("score of Morocco", "assessments:score", "/assessments/{open}/scores/ma/", scored),
    ("scores of a prepared round", "assessments:scores", "/assessments/{prepared}/scores/", nothing),
    ("score in a prepared round", "assessments:score", "/assessments/{prepared}/scores/ma/", nothing),
    ("scoring methods", "assessments:methods", "/assessments/methods/", nothing),
    (
        "contribution of France",
        "assessments:contribution",
        "/assessments/{open}/contributions/fr/",
        submitted,
    ),
    (
        "version of France",
        "assessments:version",
        "/assessments/{open}/contributions/fr/versions/1/",
        submitted,
    ),
    ("readings of France", "assessments:reads", "/assessments/{open}/contributions/fr/reads/", title),
    (
        "France before submission",
        "assessments:submit",
        "/assessments/{open}/contributions/fr/submit/",
        nothing,
    ),
    (
        "Morocco by France",
        "assessments:country",
        "/assessments/{open}/contributions/fr/countries/ma/",
        nothing,
    ),
    (
        "template of France",
        "assessments:template",
        "/assessments/{open}/contributions/fr/template.xlsx",
        nothing,
    ),
    ("upload of France", "assessments:upload", "/assessments/{open}/contributions/fr/upload/", nothing),
    ("contribution of Spain", "assessments:contribution", "/assessments/{open}/contributions/es/", nothing),
    ("version of Spain", "assessments:version", "/assessments/{open}/contributions/es/versions/1/", nothing),
    ("readings of Spain", "assessments:reads", "/assessments/{open}/contributions/es/reads/", nothing),
    ("search for words of rounds", "search", "/search/?q=needs", nothing),
    ("dossier beside the rounds", "wagtail_serve", "/countries/ma/", nothing),
    ("home beside the rounds", "wagtail_serve", "/", nothing),
]
"""What is asked: its name, the name of its address, the address, and the words that stand there for assessors."""

POSTED = {
    **surfaces_reports.POSTED,
    **surfaces_outcome.POSTED,
    "assessments:step": "/assessments/{open}/step/",
    "assessments:remind": "/assessments/{open}/progress/remind/",
    "assessments:reopen": "/assessments/{open}/contributions/es/reopen/",
    "assessments:save": "/assessments/{open}/contributions/fr/countries/ma/save/",
    "assessments:new_method": "/assessments/methods/1/new/",
    "assessments:upload_confirm": "/assessments/{open}/contributions/fr/upload/confirm/",
    "assessments:no_data": "/assessments/{open}/contributions/fr/countries/ma/no-data/",
}
"""Addresses that are posted to. They answer with a redirect, a few words, or 404, whoever asks."""


def assessment_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    pages = [ListSurface(name, (url,), _get(path), _words(shown)) for name, url, path, shown in PAGES]
    posts = [
        ListSurface(f"posting to {url}", (url,), _post(path), _words(nothing)) for url, path in POSTED.items()
    ]
    own = [
        ListSurface(f"Eurojust's own: {url}", (url,), _get(path), _own_words)
        for url, path in {
            "assessments:submit": "/assessments/{open}/contributions/eurojust/submit/",
            "assessments:country": "/assessments/{open}/contributions/eurojust/countries/ma/",
        }.items()
    ]
    template = ListSurface(
        "Eurojust's own: template",
        ("assessments:template",),
        _workbook("/assessments/{open}/contributions/eurojust/template.xlsx"),
        _own_words,
    )
    empty = ListSurface(
        "empty answer to a comment",
        ("assessments:answer",),
        _post(surfaces_reports.EMPTY_ANSWER),
        _words(surfaces_reports.drafted),
    )
    files = [
        ListSurface(
            f"report as {name}",
            ("assessments:report_file",),
            _workbook(path),
            _words(surfaces_reports.reported if name == "Word" else surfaces_reports.consulted),
        )
        for name, path in surfaces_reports.FILES.items()
    ]
    pdf = ListSurface(
        "report as PDF",
        ("assessments:report_file",),
        _pdf(surfaces_reports.PDF),
        _words(surfaces_reports.reported),
    )
    return [*pages, *posts, *own, template, empty, *files, pdf]


def _address(world: World, path: str) -> str:
    here = world.assessments
    return path.format(
        open=here.open.slug,
        prepared=here.prepared.slug,
        consulted=here.consulted.slug,
        comment=here.comment.pk,
        decided=here.decided.slug,
        report=here.report.pk,
    )


def _get(path: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(_address(world, path))


def _workbook(path: str) -> Callable[[Client, World], Any]:
    """The parts of the workbook, read as text; any other answer as it is."""

    def ask(client: Client, world: World) -> Any:
        answer = client.get(_address(world, path))
        if answer.content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(answer.content)) as package:
                text = b"\n".join(package.read(name) for name in package.namelist())
            return HttpResponse(text, headers=dict(answer.headers))
        return answer

    return ask


def _pdf(path: str) -> Callable[[Client, World], Any]:
    """The text of the PDF and of its properties; any other answer as it is."""

    def ask(client: Client, world: World) -> Any:
        answer = client.get(_address(world, path))
        if not answer.content.startswith(b"%PDF"):
            return answer
        read = PdfReader(io.BytesIO(answer.content))
        text = "\n".join([str(read.metadata), *(page.extract_text() for page in read.pages)])
        return HttpResponse(text, headers=dict(answer.headers))

    return ask


def _post(path: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.post(_address(world, path))


def _words(shown: Shown) -> Callable[[World], Words]:
    def words(world: World) -> Words:
        here = world.assessments
        there = shown(here)
        return {word: here.readers[word] if word in there else frozenset() for word in here.readers}

    return words


def _own_words(world: World) -> Words:
    here = world.assessments
    own = frozenset({"eurojust desk"})
    return {
        word: own if word in (here.eurojust_word, here.open_word) else frozenset() for word in here.readers
    }
