"""A briefing of 25 pages with a map and tables: compiling it, its PDF beside WeasyPrint alone, its Word file.

Measured on the embedded default, SQLite, in a file of its own, as the matrix is. The files are those of an issue frozen
from the briefing, made of its content as a reader's request makes them. The peer is WeasyPrint given the same page of
HTML, as a string, and nothing else to do; once for the same kind of file (PDF/UA-1), once for a plain PDF.
"""

from __future__ import annotations

import gc
import io
import random
from tempfile import TemporaryDirectory
from typing import Any

import weasyprint
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext, override_settings
from pypdf import PdfReader

from events.briefings.actions import create_briefing
from events.briefings.compiling import compile_for
from events.briefings.models import Briefing
from events.briefings.refreshing import plan_refresh, refresh
from events.issues.document import issue_document
from events.issues.files import issue_file
from events.issues.freezing import draft_content, freeze, verified_content
from events.issues.schema import IssueContent, said_hash
from liaison.treaties.models import TreatyStatus
from portal.documents import Picture, Table, to_html
from portal.people.models import User
from portal.visibility import Audience
from practices.enums import Outcome, PracticeKind, Tlp
from tests.bench.matrix import fill as fill_treaties
from tests.bench.matrix import sqlite
from tests.bench.measure import in_turn
from tests.bench.report import Report
from tests.events.briefings.making import make_sources, make_status
from tests.factories import Tree, make_practice, make_tree, make_user

PAGES, PRACTICES, RUNS, SEED = 25, 72, 7, 20240614
SAID = (
    "Requests that name one contact point are answered in three to six weeks.",
    "Without a certified translation into Arabic or French the file is sent back.",
    "The central authority wants the full text of the provisions that apply, with the penalties.",
    "A draft sent by the liaison magistrate before the request saves a round of questions.",
    "Own nationals are not extradited; the case can be handed over instead, with the evidence.",
    "Bank data are given by the court of the place of the account, and by no other.",
    "A hearing by video needs the consent of the person, given before the request is sent.",
    "Costs are borne by the State that asks where an expert is heard.",
)


def measure(report: Report) -> None:
    """Add the lines of briefings to the report."""
    with (
        sqlite(),
        TemporaryDirectory(prefix="comity-bench-media-") as folder,
        override_settings(MEDIA_ROOT=folder),
    ):
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        _measure(report)


def _measure(report: Report) -> None:
    tree = make_tree()
    owner = make_user("owner", role="commission", is_superuser=True)
    make_sources(tree, Audience.MEMBERS, "first")
    make_status()
    values = {
        "country": tree.morocco.country,
        "title": "Briefing package: Morocco",
        "audience": Audience.MEMBERS,
    }
    briefing = create_briefing(values={**values, "tlp": Tlp.GREEN, "purpose": " ".join(SAID)}, user=owner)
    counts = {"compiling": [_compiling(owner, briefing)], "freezing": [_drafting(owner, briefing)]}
    with transaction.atomic():
        TreatyStatus.objects.all().delete()
        fill_treaties()
        _practices(tree, owner)
    counts["compiling"].append(_compiling(owner, briefing))
    sections = list(briefing.sections.exclude(kind__in=("own", "talking_points")))
    plan = plan_refresh(owner, briefing, sections)
    refresh(briefing=briefing, sections=sections, user=owner, mark=plan.mark)
    counts["freezing"].append(_drafting(owner, briefing))
    entries = len(plan.steps)
    for what, found in counts.items():
        claim = f"SQL queries of {what} a briefing, before and after {entries} entries more"
        report.add(claim, str(found), "the same", len(set(found)) == 1)
    issue = freeze(briefing=briefing, by=owner, seen=said_hash(draft_content(briefing, owner)))
    _files(report, verified_content(issue))


def _practices(tree: Tree, owner: User) -> None:
    """Practices whose texts fill the pages, a third of them difficulties."""
    chance = random.Random(SEED)
    for number in range(PRACTICES):
        said = [chance.choice(SAID) for _n in range(40)]
        make_practice(
            tree.morocco,
            owner=owner,
            title=f"{said[0].split(' ', 3)[0]} {number}: a practice of cooperation with Morocco",
            audience=Audience.MEMBERS,
            outcome=(Outcome.WORKED, Outcome.FAILED)[number % 2],
            kind=PracticeKind.OBSTACLE if number % 3 == 0 else PracticeKind.DRAFTING,
            summary=" ".join(said[:7]),
            text="".join(f"<p>{' '.join(said[at : at + 8])}</p>" for at in (8, 16, 24)),
        )


def _compiling(owner: User, briefing: Briefing) -> int:
    return _queries(lambda: compile_for(owner, briefing))


def _drafting(owner: User, briefing: Briefing) -> int:
    return _queries(lambda: draft_content(briefing, owner))


def _queries(run: Any) -> int:
    run()
    with CaptureQueriesContext(connection) as captured:
        run()
    return len(captured)


def _files(report: Report, content: IssueContent) -> None:
    document = issue_document(content)
    html = to_html(document)
    pages = len(PdfReader(io.BytesIO(issue_file(content, "pdf"))).pages)
    tables = sum(isinstance(block, Table) for block in document.blocks)
    maps = sum(isinstance(block, Picture) for block in document.blocks)
    report.add(
        "pages, tables and maps of the issue",
        f"{pages}, {tables}, {maps}",
        f"at least {PAGES}, 1, 1",
        pages >= PAGES and tables > 0 and maps > 0,
    )

    def pdf(_number: int) -> bytes:
        return issue_file(content, "pdf")

    def alone(_number: int) -> bytes:
        return weasyprint.HTML(string=html).write_pdf(pdf_variant="pdf/ua-1")

    def plain(_number: int) -> bytes:
        return weasyprint.HTML(string=html).write_pdf()

    def docx(_number: int) -> bytes:
        return issue_file(content, "docx")

    docx(0), plain(0)
    gc.collect()
    times = in_turn(range(RUNS), pdf=pdf, alone=alone, plain=plain, docx=docx)
    took, word = times["pdf"], times["docx"]
    report.add(
        f"PDF/UA-1 of an issue of {pages} pages, median",
        f"{took.median:.0f} ms (slowest {max(took.samples):.0f} ms)",
        "5,000 ms",
        took.median <= 5_000,
    )
    for name, what, target in (("alone", "PDF/UA-1", 1.3), ("plain", "a plain PDF", None)):
        ratio = took.median / times[name].median
        report.add(
            f"the same, beside WeasyPrint alone making {what} of the same HTML",
            f"{ratio:.2f}x its time ({times[name].median:.0f} ms)",
            f"at most {target}x" if target else "",
            ratio <= target if target else None,
        )
    report.add(
        "Word file of the same issue, median",
        f"{word.median:.0f} ms (slowest {max(word.samples):.0f} ms)",
        "1,000 ms",
        word.median <= 1_000,
    )
