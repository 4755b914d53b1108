"""Issues on their pages and as files: for readers inside, for editors, and for nobody else."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from events.briefings.models import Entry
from events.issues.enums import NoticeState, Reading
from events.issues.files import issue_file
from events.issues.freezing import verified_content, withdraw
from events.issues.models import Issue, IssueRead, Share, ShareNotice
from events.issues.sharing import send_waiting
from portal.people.models import User
from tests.documents.reading import (
    alternatives_of_pdf,
    parts_of,
    text_of_pdf,
    ua1_verdicts,
    words_by_libreoffice,
    words_of_docx,
    words_of_html,
)
from tests.events.issues.making import MEMBERS, NARROW, NETWORK, OWN, World, freeze_now, make_world
from tests.factories import Tree, make_user


@pytest.fixture
def world(tree: Tree) -> World:
    return make_world(tree)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def base(world: World) -> str:
    return f"/briefings/{world.briefing.slug}/"


def test_page_word_file_and_pdf_say_the_same_words(world: World) -> None:
    issue = freeze_now(world.briefing, world.owner, note="New: a practice.")
    client = client_of(world.inside)
    page = client.get(f"{base(world)}issues/1/").content.decode()
    article = page[page.index("<article") : page.index("</article>")]
    docx = words_of_docx(client.get(f"{base(world)}issues/1/report.docx").content)
    said = words_of_html(article[article.index("issue-subtitle") :])
    start = next(at for at in range(len(docx)) if docx[at:] == said[-(len(docx) - at) :])
    # The files have a title page and a list of chapters before; from the first paragraph on the words are the same.
    assert "For the visit." in " ".join(docx[start:]) and len(docx) - start > 100
    pdf = client.get(f"{base(world)}issues/1/report.pdf").content
    text = text_of_pdf(pdf)
    for word in (NETWORK, MEMBERS, OWN, "New: a practice.", "TLP:AMBER", issue.content_hash[:12]):
        assert word in text
    assert alternatives_of_pdf(pdf) == ["Map: Morocco among its neighbours"]
    assert NARROW not in page and NARROW not in text and NARROW not in " ".join(docx)


@pytest.mark.verapdf
def test_pdf_of_an_issue_keeps_pdf_ua_1(world: World, tmp_path: Path) -> None:
    content = verified_content(freeze_now(world.briefing, world.owner))
    assert ua1_verdicts(tmp_path, issue_file(content, "pdf")) == ["PASS"]


@pytest.mark.libreoffice
def test_libreoffice_reads_from_the_word_file_what_html_says(world: World, tmp_path: Path) -> None:
    from events.issues.document import issue_document
    from portal.documents import to_html

    content = verified_content(freeze_now(world.briefing, world.owner))
    words = words_of_html(to_html(issue_document(content)))
    assert words_by_libreoffice(tmp_path, issue_file(content, "docx")) == words


def test_files_carry_an_office_as_author_and_no_person(world: World) -> None:
    content = verified_content(freeze_now(world.briefing, world.owner))
    parts = parts_of(issue_file(content, "docx"))
    assert b"<dc:creator>European Commission</dc:creator>" in parts["docProps/core.xml"]
    for data in parts.values():
        assert world.owner.username.encode() not in data and b"Owner" not in data
    said = PdfReader(io.BytesIO(issue_file(content, "pdf")))
    assert said.metadata is not None and said.metadata.author == "European Commission"
    told = (
        f"{dict(said.metadata)} {said.xmp_metadata.stream.get_data().decode() if said.xmp_metadata else ''}"
    )
    assert world.owner.username not in told and "Owner" not in told and world.owner.email not in told


def test_who_reads_and_who_is_told_that_there_is_nothing(world: World) -> None:
    freeze_now(world.briefing, world.owner)
    paths = [f"{base(world)}{path}" for path in ("issues/1/", "issues/1/report.pdf", "issues/1/report.docx")]
    handling = [f"{base(world)}issues/1/{path}/" for path in ("share", "withdraw", "opened")]
    handling.append(f"{base(world)}freeze/")
    for user, reads, handles in (
        (world.owner, 200, 200), (world.inside, 200, 404), (world.outside, 404, 404), (world.guest, 404, 404)
    ):  # fmt: skip
        client = client_of(user)
        assert {client.get(path).status_code for path in paths} == {reads}, user
        assert {client.get(path).status_code for path in handling} == {handles}, user
    assert {Client().get(path).status_code for path in (*paths, *handling)} == {404}
    assert client_of(world.inside).get(f"{base(world)}issues/1/report.exe").status_code == 404


def test_freezing_by_the_page_and_nothing_lost_when_it_changed(world: World) -> None:
    client = client_of(world.owner)
    shown = client.get(f"{base(world)}freeze/")
    seen = shown.context["seen"]
    entry = Entry.objects.get(section__briefing=world.briefing, source_type="editor")
    entry.edited = "Changed meanwhile."
    entry.save()
    values = {"writer": world.owner.pk, "note": "My words.", "seen": seen}
    refused = client.post(f"{base(world)}freeze/", values)
    assert refused.status_code == 409 and not Issue.objects.exists()
    page = refused.content.decode()
    assert "My words." in page and "has changed since you opened this page" in page
    marked = client.post(f"{base(world)}freeze/", {**values, "note": "RESTREINT UE/EU RESTRICTED"})
    assert marked.status_code == 422 and not Issue.objects.exists()
    done = client.post(f"{base(world)}freeze/", {**values, "seen": refused.context["seen"]})
    assert done.status_code == 302 and done["Location"] == f"{base(world)}issues/1/"
    again = client.post(f"{base(world)}freeze/", {**values, "seen": refused.context["seen"]})
    assert again.status_code == 422 and Issue.objects.count() == 1


def test_owner_outside_the_audience_freezes_and_reads_nothing(world: World) -> None:
    freeze_now(world.briefing, world.owner)
    world.owner.groups.clear()
    client = client_of(world.owner)
    answer = client.get(f"{base(world)}freeze/")
    assert answer.status_code == 403 and NETWORK not in answer.content.decode()
    assert client.get(f"{base(world)}issues/1/").status_code == 404
    assert client.get(f"{base(world)}compare/?from=1&to=now").status_code == 404
    listed = client.get(f"{base(world)}issues/").content.decode()
    assert "You are not inside the audience of this issue." in listed
    assert client.get(f"{base(world)}issues/1/opened/").status_code == 200


def test_each_opening_is_recorded_and_shown_to_the_editors(world: World) -> None:
    freeze_now(world.briefing, world.owner)
    client = client_of(world.inside)
    for path in ("issues/1/", "issues/1/report.pdf", "issues/1/report.docx"):
        assert client.get(base(world) + path).status_code == 200
        assert client.head(base(world) + path).status_code == 200
    assert list(IssueRead.objects.order_by("pk").values_list("by", "form")) == [
        (world.inside.pk, Reading.PAGE), (world.inside.pk, Reading.PDF), (world.inside.pk, Reading.DOCX)
    ]  # fmt: skip
    page = client_of(world.owner).get(f"{base(world)}issues/1/opened/").content.decode()
    assert "1 person opened it." in page and page.count(str(world.inside)) == 3


def test_withdrawn_issue_says_so_and_shows_nothing_of_its_text(world: World) -> None:
    freeze_now(world.briefing, world.owner)
    client = client_of(world.owner)
    assert client.post(f"{base(world)}issues/1/withdraw/", {"reason": " "}).status_code == 422
    assert client.post(f"{base(world)}issues/1/withdraw/", {"reason": "A wrong figure."}).status_code == 302
    for path in ("issues/1/", "issues/1/report.pdf", "issues/1/report.docx"):
        answer = client_of(world.inside).get(base(world) + path)
        assert answer.status_code == 410 and "A wrong figure." in answer.content.decode()
        assert NETWORK not in answer.content.decode()
        assert client_of(world.outside).get(base(world) + path).status_code == 404
    assert not IssueRead.objects.exists()
    assert client.get(f"{base(world)}compare/?from=1&to=now").status_code == 404
    assert "A wrong figure." in client_of(world.inside).get(f"{base(world)}issues/").content.decode()


def test_comparison_shows_what_was_added_removed_and_changed(world: World) -> None:
    freeze_now(world.briefing, world.owner)
    entry = Entry.objects.get(section__briefing=world.briefing, source_type="editor")
    entry.edited = "Body zqown.\n\nAnother paragraph."
    entry.save()
    gone = Entry.objects.get(
        section__briefing=world.briefing, source_type="practice", heading__contains=MEMBERS
    )
    gone.left_out, gone.reason = True, "Old."
    gone.save()
    freeze_now(world.briefing, world.owner)
    client = client_of(world.inside)
    answer = client.get(f"{base(world)}compare/?from=1&to=2")
    assert answer.context["comparison"].counts == {"added": 0, "removed": 1, "changed": 1}
    page = re.sub(r'<span class="ecl-u-sr-only">.*?</span>', "", answer.content.decode())
    assert "<del>Second</del>" in page and "<ins>Another</ins>" in page
    assert client.get(f"{base(world)}compare/?from=2&to=1").context["before"] == "1"
    assert client.get(f"{base(world)}compare/").context["after"] == "2"
    for query in ("?from=1&to=now", "?from=1&to=9", "?from=x&to=2"):
        assert client.get(f"{base(world)}compare/{query}").status_code == 404
    same = client_of(world.owner).get(f"{base(world)}compare/?from=2&to=now")
    assert same.context["comparison"].is_same
    assert IssueRead.objects.filter(form=Reading.COMPARED, by=world.inside).count() == 6


def test_comparison_with_an_issue_for_others_does_not_exist(world: World) -> None:
    first = freeze_now(world.briefing, world.owner)
    first.communities.set([world.other])
    entry = Entry.objects.get(section__briefing=world.briefing, source_type="editor")
    entry.edited = "Other."
    entry.save()
    freeze_now(world.briefing, world.owner)
    client = client_of(world.inside)
    assert client.get(f"{base(world)}compare/?from=1&to=2").status_code == 404
    alone = client.get(f"{base(world)}compare/")
    assert alone.status_code == 200 and "comparison" not in alone.context


def test_sharing_tells_who_is_inside_once_with_a_link_alone(
    world: World, django_capture_on_commit_callbacks: object
) -> None:
    issue = freeze_now(world.briefing, world.owner)
    late = make_user("late", groups=[world.network])
    form = {"writer": world.owner.pk, "occasion": "visit", "title": "Visit of March", "date": "2026-12-01"}
    client, path = client_of(world.owner), f"{base(world)}issues/1/share/"
    for people in ("outside@example.org", "nobody@example.org", "guest@example.org"):
        refused = client.post(path, {**form, "people": people})
        assert refused.status_code == 422 and f"this address: {people}" in refused.content.decode()
    assert client.post(path, form).status_code == 422
    assert client.post(path, {**form, "communities": [world.other.pk]}).status_code == 422
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        done = client.post(path, {**form, "communities": [world.network.pk], "people": "Inside@example.org"})
    assert done.status_code == 302 and Share.objects.count() == 1
    # The writer of the practice, the reader and the late one are in the network; the guest is not a member.
    assert sorted(message.to[0] for message in mail.outbox) == [
        "inside@example.org", "late@example.org", "writer@example.org"
    ]  # fmt: skip
    for message in mail.outbox:
        assert f"/briefings/go/{issue.pk}/" in message.body
        for word in ("Morocco", "Visit", world.briefing.slug, NETWORK):
            assert word not in f"{message.subject} {message.body}"
    assert send_waiting() == 0 and len(mail.outbox) == 3
    assert "Visit of March" in client_of(late).get("/my/").content.decode()
    assert "Visit of March" not in client_of(world.outside).get("/my/").content.decode()
    go = f"/briefings/go/{issue.pk}/"
    assert client_of(late).get(go)["Location"] == f"{base(world)}issues/1/"
    assert client_of(world.outside).get(go).status_code == 404


def test_mail_is_not_sent_to_who_lost_access_nor_of_a_withdrawn_issue(world: World) -> None:
    issue = freeze_now(world.briefing, world.owner)
    share = Share.objects.create(issue=issue, title="Meeting", by=world.owner)
    ShareNotice.objects.create(share=share, receiver=world.inside)
    world.inside.groups.clear()
    assert send_waiting() == 0 and not mail.outbox
    assert ShareNotice.objects.get().state == NoticeState.DROPPED
    second = ShareNotice.objects.create(share=share, receiver=world.owner)
    withdraw(issue=issue, by=world.owner, reason="Wrong.")
    assert send_waiting() == 0 and not mail.outbox
    second.refresh_from_db()
    assert second.state == NoticeState.DROPPED


def test_pages_take_a_constant_number_of_queries(world: World) -> None:
    def asked(path: str) -> int:
        client = client_of(world.owner)
        client.get(base(world) + path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(base(world) + path).status_code == 200
        return len(captured)

    first_issue = freeze_now(world.briefing, world.owner)
    share = Share.objects.create(issue=first_issue, title="V", by=world.owner)
    ShareNotice.objects.create(share=share, receiver=world.inside)
    paths = ("issues/", "issues/1/", "issues/1/opened/", "")
    first = {path: asked(path) for path in paths}
    entry = Entry.objects.get(section__briefing=world.briefing, source_type="editor")
    for number in range(4):
        entry.edited = f"Text {number}."
        entry.save()
        issue = freeze_now(world.briefing, world.owner)
        share = Share.objects.create(issue=first_issue, title=f"V{number}", by=world.owner)
        ShareNotice.objects.create(share=share, receiver=world.inside)
        IssueRead.objects.create(issue=issue, by=world.inside, form=Reading.PAGE)
    assert {path: asked(path) for path in paths} == first
