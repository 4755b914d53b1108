"""A file is as narrow as what uses it; what is not for the viewer looks like what does not exist."""

from __future__ import annotations

import re

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client

from portal.media.models import PortalDocument
from portal.media.rules import can_open, files_visible_to
from portal.pages.models import CountryPage
from portal.people.models import User
from portal.visibility import Audience
from practices.models import PracticePage
from tests.factories import Tree, fresh, make_document, make_image, make_network, make_practice, make_user

pytestmark = pytest.mark.django_db

CONTENT = b"Text of the attachment."
PEOPLE = (
    "anonymous",
    "guest",
    "member",
    "in_network",
    "desk",
    "other_desk",
    "eurojust",
    "writer",
    "superuser",
)


@pytest.fixture
def network():
    return make_network("Network")


@pytest.fixture
def people(tree: Tree, network) -> dict[str, User | None]:
    return {
        "anonymous": None,
        "guest": make_user("guest", role="liaison_prosecutor"),
        "member": make_user("member"),
        "in_network": make_user("in_network", groups=[network]),
        "desk": make_user("desk", groups=[tree.morocco_desk]),
        "other_desk": make_user("other_desk", groups=[tree.tunisia_desk]),
        "eurojust": make_user("eurojust", role="eurojust_desk"),
        "writer": make_user("writer", role="liaison_magistrate"),
        "superuser": make_user("superuser", is_superuser=True),
    }


def client_of(user: User | None) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def fetch(user: User | None, url: str, **headers):
    return client_of(user).get(url, headers=headers)


def _close(response) -> None:
    """Close the file of an answer, as a server would, but not the database connection of the test."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def who_opens(people: dict[str, User | None], url: str) -> set[str]:
    allowed = set()
    for name in PEOPLE:
        response = fetch(people[name], url)
        assert response.status_code in (200, 404), name
        if response.status_code == 200:
            allowed.add(name)
        _close(response)
    return allowed


MEMBERS = {"member", "in_network", "desk", "other_desk", "eurojust", "writer", "superuser"}


@pytest.mark.parametrize(
    ("audience", "state", "allowed"),
    [
        (Audience.PUBLIC, "live", set(PEOPLE)),
        (Audience.MEMBERS, "live", MEMBERS),
        (Audience.COMMUNITIES, "live", {"in_network", "desk", "writer", "superuser"}),
        (Audience.PUBLIC, "draft", {"desk", "writer", "superuser"}),
        (Audience.MEMBERS, "unpublished", {"desk", "writer", "superuser"}),
        (Audience.PUBLIC, "scheduled", {"desk", "writer", "superuser"}),
        (Audience.PUBLIC, "expired", {"desk", "writer", "superuser"}),
    ],
)
def test_document_is_as_narrow_as_its_page(tree, people, network, audience, state, allowed) -> None:
    writer = people["writer"]
    document = make_document("Note", uploaded_by_user=writer)
    page = make_practice(
        tree.morocco,
        owner=writer,
        audience=audience,
        communities=[network],
        state=state,
        documents=[document],
    )
    PortalDocument.objects.filter(pk=document.pk).update(attached_to=page.pk)
    assert who_opens(people, document.url) == allowed
    for name in PEOPLE:
        viewer = fresh(people[name])
        assert can_open(viewer, document) == (name in allowed), name
        assert files_visible_to(viewer, PortalDocument.objects.all()).exists() == (name in allowed), name


def test_country_without_a_desk_falls_to_the_eurojust_desk(tree, people) -> None:
    document = make_document("Note", uploaded_by_user=people["writer"])
    page = make_practice(
        tree.ukraine,
        owner=people["writer"],
        audience=Audience.COMMUNITIES,
        state="draft",
        documents=[document],
    )
    PortalDocument.objects.filter(pk=document.pk).update(attached_to=page.pk)
    assert who_opens(people, document.url) == {"eurojust", "writer", "superuser"}


def test_document_that_nothing_uses_is_the_uploaders_alone(people) -> None:
    document = make_document("Note", uploaded_by_user=people["writer"])
    assert who_opens(people, document.url) == {"writer", "superuser"}


def test_document_taken_out_of_a_page_is_no_longer_given_out(tree, people) -> None:
    document = make_document("Note")
    page = make_practice(tree.morocco, audience=Audience.PUBLIC, documents=[document])
    assert "anonymous" in who_opens(people, document.url)
    page.body = [("text", "<p>Without.</p>")]
    page.save_revision().publish()
    assert who_opens(people, document.url) == {"superuser"}


def test_document_used_by_two_pages_is_open_to_both_audiences(tree, people, network) -> None:
    document = make_document("Note")
    make_practice(tree.morocco, audience=Audience.COMMUNITIES, communities=[network], documents=[document])
    make_practice(tree.tunisia, audience=Audience.COMMUNITIES, documents=[document])
    assert who_opens(people, document.url) == {"in_network", "desk", "other_desk", "superuser"}


def test_draft_that_adds_a_document_to_a_live_page_opens_it_to_nobody_new(tree, people) -> None:
    page = make_practice(tree.morocco, owner=people["writer"], audience=Audience.PUBLIC)
    document = make_document("Note", uploaded_by_user=people["writer"], attached_to=page)
    page.body = [("attachment", {"document": document, "caption": ""})]
    page.save_revision()
    assert who_opens(people, document.url) == {"desk", "writer", "superuser"}


def test_page_narrowed_by_its_dossier_narrows_its_files(tree, people) -> None:
    document = make_document("Note")
    make_practice(tree.morocco, audience=Audience.PUBLIC, documents=[document])
    dossier = CountryPage.objects.get(pk=tree.morocco.pk)
    dossier.audience = Audience.MEMBERS
    dossier.save()
    assert who_opens(people, document.url) == MEMBERS


def plain(response) -> str:
    text = response.content.decode()
    text = re.sub(r'nonce="[^"]*"|name="csrfmiddlewaretoken" value="[^"]*"', "", text)
    return re.sub(r"next=[^\"&]*|lang=[a-z]+", "", text)


@pytest.mark.parametrize("name", ["anonymous", "member"])
def test_forbidden_looks_like_missing(people, name) -> None:
    document = make_document("A telling title", filename="a-telling-name.txt")
    missing = fetch(people[name], "/documents/999999/a-telling-name.txt")
    hidden = fetch(people[name], document.url)
    assert hidden.status_code == missing.status_code == 404
    assert plain(hidden).replace(f"/documents/{document.pk}/", "") == plain(missing).replace(
        "/documents/999999/", ""
    )
    names = {"Content-Type", "Vary", "X-Content-Type-Options", "Content-Language"}
    assert {n: hidden.headers.get(n) for n in names} == {n: missing.headers.get(n) for n in names}
    assert "ETag" not in hidden.headers and "Content-Disposition" not in hidden.headers


@pytest.mark.parametrize(
    "headers", [{"If-None-Match": "{hash}"}, {"If-Modified-Since": "{future}"}, {"Range": "bytes=0-3"}]
)
def test_conditional_and_partial_requests_do_not_go_round_the_rule(people, headers) -> None:
    document = make_document("Note", uploaded_by_user=people["writer"])
    document.get_file_hash()
    values = {"hash": f'"{document.file_hash}"', "future": "Fri, 31 Dec 2100 00:00:00 GMT"}
    sent = {name: value.format(**values) for name, value in headers.items()}
    assert fetch(people["member"], document.url, **sent).status_code == 404
    allowed = fetch(people["writer"], document.url, **sent)
    assert (allowed.status_code, allowed.getvalue()) == (200, CONTENT)


def test_wrong_name_is_missing_even_for_the_uploader(people) -> None:
    document = make_document("Note", uploaded_by_user=people["writer"])
    assert fetch(people["writer"], f"/documents/{document.pk}/other.txt").status_code == 404


def test_file_is_sent_as_a_harmless_download(people) -> None:
    document = make_document("Note", filename="note.pdf", uploaded_by_user=people["writer"])
    response = fetch(people["writer"], document.url)
    assert response.headers["Content-Type"] == "application/pdf"
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in response.headers


def test_file_gone_from_the_disk_is_missing(people) -> None:
    document = make_document("Note", uploaded_by_user=people["writer"])
    document.file.storage.delete(document.file.name)
    assert fetch(people["writer"], document.url).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/documents/99999999999999999999/a.txt",
        "/documents/0/",
        "/files/../secret",
        "/files/%00",
        "/files//etc/passwd",
        "/files/",
    ],
)
def test_odd_addresses_are_missing(tree, path) -> None:
    assert Client().get(path).status_code == 404


def test_documents_are_not_given_out_by_their_stored_path(people) -> None:
    document = make_document("Note", uploaded_by_user=people["writer"])
    for name in ("writer", "superuser"):
        assert fetch(people[name], document.file.url).status_code == 404


def test_image_and_its_renditions_follow_what_uses_the_image(tree, people) -> None:
    image = make_image("Picture", uploaded_by_user=people["writer"])
    rendition = image.get_rendition("width-4")
    for url in (image.file.url, rendition.file.url):
        assert who_opens(people, url) == {"writer", "superuser"}
        response = fetch(people["writer"], url)
        assert response.headers["Content-Type"] == "image/png"
        assert "attachment" not in response.headers.get("Content-Disposition", "")


def test_deciding_takes_the_same_queries_for_one_page_and_for_thirty(tree, people) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    document = make_document("Note")

    def count() -> int:
        viewer = fresh(people["member"])
        with CaptureQueriesContext(connection) as queries:
            assert can_open(viewer, document)
        return len(queries)

    make_practice(tree.morocco, audience=Audience.MEMBERS, documents=[document])
    one = count()
    for _ in range(29):
        make_practice(tree.morocco, audience=Audience.MEMBERS, documents=[document])
    assert PracticePage.objects.count() == 30
    assert count() == one
