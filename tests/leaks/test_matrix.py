"""Nothing leaks: every item × every role × every surface (``surfaces.py``)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from portal.pages.editor_gate import CLOSED, FREE, SEE, WORK
from portal.visibility import audience_filter
from practices.actions import decide
from practices.models import PracticePage
from tests.factories import fresh
from tests.leaks import surfaces
from tests.leaks.surfaces import GONE, ITEM_SURFACES, LIST_SURFACES, ItemSurface, ListSurface
from tests.leaks.world import COMMON, MISSING, ROLES, Item, World, build_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[World]:
    """Made once for the module, with an index of its own, and rolled back at the end."""
    folder: Path = tmp_path_factory.mktemp("leaks")
    engines = {"tantivy": {"path": str(folder / "index")}}
    with (
        django_db_blocker.unblock(),
        override_settings(SEARCH_ENGINE="tantivy", SEARCH_ENGINES=engines, MEDIA_ROOT=str(folder / "media")),
        transaction.atomic(),
    ):
        world = build_world()
        _index()
        yield world
        transaction.set_rollback(True)


def _index() -> None:
    from search.rebuild import fill, project_all

    project_all()
    fill("tantivy")


def client_of(world: World, role: str) -> Client:
    client = Client()
    user = world.users[role]
    if user is not None:
        client.force_login(user)
    return client


VOLATILE = (
    r'nonce="[^"]*"',
    r"'nonce-[^']*'",
    r'csrfmiddlewaretoken" value="[^"]*"',
    r'"csrfToken": ?"[^"]*"',
    r'"CSRF_TOKEN": ?"[^"]*"',
    r"Expires: [^\n]*",
    r"Content-Length: \d+",
)
"""What differs between two answers to the same request."""


def body_of(answer: Any) -> str:
    """Everything an answer carries: its content and its headers."""
    parts = answer if isinstance(answer, list) else [answer]
    return "".join(_body_of(part) for part in parts)


def _body_of(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace") + "".join(f"{k}: {v}\n" for k, v in answer.headers.items())


def told(answer: Any, *asked: str) -> tuple[int, str]:
    """What an answer tells: its status and all it carries, but for the address asked and what always changes.

    ``asked`` are further texts that were part of the question and may be repeated.
    """
    body = body_of(answer)
    full = answer.wsgi_request.get_full_path()
    query = answer.wsgi_request.META["QUERY_STRING"]
    for text in sorted({full, answer.wsgi_request.path, query, *asked} - {""}, key=len, reverse=True):
        for form in {text, html.escape(text), quote(text), quote(text, safe=""), json.dumps(text)[1:-1]}:
            body = body.replace(form, "ASKED")
    for pattern in VOLATILE:
        body = re.sub(pattern, "", body)
    return answer.status_code, body


def asked(item: Item | None) -> tuple[str, ...]:
    """What a surface may put into its question about an item."""
    word = item.word if item else MISSING
    path = item.path if item else f"/countries/ma/{MISSING}-slug/"
    page = f"/pages/{surfaces.page_of(item)}/"
    return path, page, f"{word}-slug", word, word[:4] + word[5] + word[4] + word[6:]


def has(word: str, body: str) -> bool:
    return word.lower() in body.lower()


def shows(item: Item, body: str) -> bool:
    """Whether words of the item itself are there, not only those of the question."""
    text = re.sub(r"\\u003C[^\\]*\\u003E|<[^>]*>", "", body)
    return any(f"{place} {item.word}" in text for place in ("Title", "Summary", "Text", "Attachment", "Body"))


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("surface", ITEM_SURFACES, ids=lambda surface: surface.name)
def test_item_is_shown_inside_and_missing_outside(world: World, surface: ItemSurface, role: str) -> None:
    client = client_of(world, role)
    missing = told(surface.ask(client, world, None), *asked(None))
    for item in (world.items[key] for key in surface.items or world.items):
        answer = surface.ask(client, world, item)
        if role not in world.circle_members and answer.status_code == 200 and not answer.streaming:
            assert not has(world.circle_word, body_of(answer)), item.key
        if role not in surface.inside(world, item) and role in surface.acquainted(world, item):
            assert answer.status_code == 404, item.key
        elif role not in surface.inside(world, item):
            assert told(answer, *asked(item)) == missing, item.key
        elif surface.bare_word:
            assert has(item.word, body_of(answer)), item.key
        elif surface.shows_word:
            assert shows(item, body_of(answer)), item.key
        else:
            assert answer.status_code != 404, item.key
            # What was answered may have left a message for the next page.
            client = client_of(world, role)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("surface", LIST_SURFACES, ids=lambda surface: surface.name)
def test_list_shows_what_the_role_is_inside_of_and_nothing_else(
    world: World, surface: ListSurface, role: str
) -> None:
    answer = surface.ask(client_of(world, role), world)
    body = body_of(answer)
    words = surface.words(world)
    expected = {word for word, roles in words.items() if role in roles}
    private = {world.draft_word, world.image_word, world.element_word, world.dossier_word} - set(words)
    assert {word for word in words if has(word, body)} == expected
    assert role in world.circle_members or not has(world.circle_word, body)
    if role not in ("owner", "superuser"):
        assert not any(has(word, body) for word in private - {world.dossier_word, world.element_word})


# --- numbers --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_counts_and_facets_are_those_of_what_the_role_reads(world: World, role: str) -> None:
    mine = [item for item in world.practices if item.live and role in item.readers]
    page = client_of(world, role).get(f"/search/?q={COMMON}&type=practice").context["page"]
    assert page.total == len(mine)
    counted = {facet.name: {v.value: v.count for v in (*facet.top, *facet.more)} for facet in page.facets}
    countries: dict[str, int] = {}
    for item in mine:
        code = item.path.split("/")[2].upper()
        countries[code] = countries.get(code, 0) + 1
    assert {code: count for code, count in counted["country"].items() if count} == countries
    if mine:
        assert counted["instrument"]["CETS182"] == len(mine)
        assert counted["topic"]["extradition"] == len(mine)


@pytest.mark.parametrize("role", ROLES)
def test_countries_are_counted_by_what_the_role_reads(world: World, role: str) -> None:
    entries = client_of(world, role).get("/countries/").context["regions"]
    counts = {entry.code: entry.practices for _region, group in entries for entry in group}
    mine = [item.path.split("/")[2].upper() for item in world.practices if item.live and role in item.readers]
    dossiers = {"MA", "UA"} | ({"TN"} if role in world.dossier_readers else set())
    assert counts == {code: mine.count(code) for code in dossiers}


@pytest.mark.parametrize("role", ROLES)
def test_index_filter_and_database_agree(world: World, role: str) -> None:
    """The third form of the rule, applied in Python to the rows, finds what the site shows."""
    user = fresh(world.users[role])
    audience = audience_filter(user)
    found = {
        page.pk
        for page in PracticePage.objects.filter(live=True)
        if audience.everything
        or page.audience_key in audience.keys
        or (page.owner_id is not None and page.owner_id == audience.owner_id)
    }
    mine = {item.page.pk for item in world.practices if item.live and role in item.readers and item.page}
    assert found == mine
    assert set(PracticePage.objects.visible_to(user).filter(live=True).values_list("pk", flat=True)) == mine


# --- surfaces of other things ---------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_drafts_of_the_share_form_are_their_writers_alone(world: World, role: str) -> None:
    draft, file = world.draft, world.draft_file
    assert draft is not None and file is not None
    client, user = client_of(world, role), world.users[role]
    writer = user.pk if user else ""
    show = f"/practices/share/{draft.pk}/"
    answers = [client.get(show)]
    if role != "owner":
        # What would change it is asked only of those who must not.
        answers += [
            client.post(show, {"title": "x", "writer": writer, "do": "save"}),
            client.post(show, {"writer": writer, "do": "discard"}),
            client.post(
                f"{show}save/",
                json.dumps({"writer": str(writer), "version": 1, "data": {"title": "x"}}),
                content_type="application/json",
            ),
            client.post(f"{show}files/", {"writer": writer}),
            client.post(f"{show}files/{file.pk}/remove/", {"writer": writer}),
            client.get(file.document.url),
        ]
    shown = [has(world.draft_word, told(answer)[1]) for answer in answers]
    if role == "owner":
        assert shown == [True]
    else:
        # A superuser opens any file, and no draft.
        assert shown == [False] * 6 + [role == "superuser"]
    draft.refresh_from_db()
    assert draft.version == 1 and draft.files.count() == 1


@pytest.mark.parametrize("role", ROLES)
def test_image_and_its_sizes_are_given_to_whoever_may_open_it(world: World, role: str) -> None:
    image = world.image
    assert image is not None
    client = client_of(world, role)
    missing = told(client.get("/files/images/none.png"))
    for path in (image.file.name, image.renditions.get().file.name):
        answer = client.get(f"/files/{path}")
        if role in ("owner", "superuser"):
            assert answer.status_code == 200 and "PNG" in body_of(answer)
        else:
            assert told(answer) == missing
    # Nothing else that lies in the folder of uploads is given out, to nobody.
    documents = [item.document.file.name for item in world.practices if item.document]
    for path in (*documents, f"stray/{world.image_word}.txt", "../db.sqlite3"):
        assert client.get(f"/files/{path}").status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_page_of_a_hidden_dossier_cannot_be_added_to(world: World, role: str) -> None:
    client = client_of(world, role)
    allowed = role in ("community", "other desk", "superuser")
    for name in ("add", "preview_on_add", "add_subpage"):
        kind = {"content_type_app_name": "practices", "content_type_model_name": "practicepage"}
        given = {} if name == "add_subpage" else kind
        answers = []
        for parent in (world.tree.tunisia.pk, GONE):
            address = reverse(f"wagtailadmin_pages:{name}", kwargs={**given, "parent_page_id": parent})
            answers.append(told(client.get(address)))
        if allowed:
            assert answers[0][0] != 404
            assert answers[1][0] == 404
        else:
            assert answers[0] == answers[1]


def test_upload_in_the_editor_gives_back_the_upload_alone(world: World) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from portal.media.models import PortalDocument

    data = {
        "document-chooser-upload-title": "New one",
        "document-chooser-upload-file": SimpleUploadedFile("new.txt", b"words"),
        "document-chooser-upload-tags": "",
    }
    answer = client_of(world, "outsider").post("/admin/documents/chooser/create/", data)
    assert answer.status_code == 200
    assert not any(has(item.word, body_of(answer)) for item in world.practices)
    document = PortalDocument.objects.get(title="New one")
    assert document.uploaded_by_user == world.users["outsider"]


def test_mails_of_the_review_go_to_the_desk_and_carry_no_word(
    world: World, django_capture_on_commit_callbacks: Any
) -> None:
    item = world.items["waiting"]
    assert item.page is not None
    page = PracticePage.objects.get(pk=item.page.pk)
    desk, owner = world.users["desk"], world.users["owner"]
    assert desk is not None and owner is not None
    with django_capture_on_commit_callbacks(execute=True):
        decide(
            page_id=page.pk, user=desk, revision_id=page.latest_revision_id, approve=False, comment=item.word
        )
    with django_capture_on_commit_callbacks(execute=True):
        from practices.workflow import send_to_desk

        send_to_desk(PracticePage.objects.get(pk=page.pk), owner)
    assert [message.to for message in mail.outbox] == [[owner.email], [desk.email]]
    for message in mail.outbox:
        assert not has(item.word, f"{message.subject} {message.message().as_string()}")


# --- completeness ---------------------------------------------------------------------------------------


def patterns(resolver: URLResolver, prefix: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    """(route, name) of every address of the project."""
    for pattern in resolver.url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from patterns(pattern, route, inner)
        elif isinstance(pattern, URLPattern):
            yield route, f"{space}{pattern.name}" if pattern.name else ""


def is_closed(route: str, name: str) -> bool:
    """Behind the gate of the editor, for superusers only; test_screens_behind_the_gate asks each of them."""
    return route.startswith("admin/") and name != "" and name not in FREE | SEE | WORK


def test_every_address_is_in_the_matrix_or_has_a_reason_not_to_be() -> None:
    covered = {name for surface in surfaces.ALL for name in surface.names}
    listed = covered | set(surfaces.TESTED_APART) | set(surfaces.NO_CONTENT)
    missing = {
        f"{name} ({route})"
        for route, name in patterns(get_resolver())
        if name not in listed
        and not is_closed(route, name)
        and not name.startswith(tuple(surfaces.NO_CONTENT_PREFIXES))
    }
    assert missing == set(), "add these to tests/leaks/surfaces.py"


def test_list_of_surfaces_names_only_addresses_and_tests_there_are() -> None:
    there = {name for _route, name in patterns(get_resolver())}
    named = {name for surface in surfaces.ALL for name in surface.names}
    assert (named | set(surfaces.TESTED_APART) | set(surfaces.NO_CONTENT)) - there == set()
    for prefix in surfaces.NO_CONTENT_PREFIXES:
        assert any(name.startswith(prefix) for name in there), prefix
    assert set(surfaces.TESTED_APART.values()) <= set(globals())


def _sample(route: str, world: World) -> str:
    """An address of a route, with the number of something hidden wherever it takes one."""
    item = world.items["desk"]
    assert item.page is not None
    path = re.sub(r"<int:\w+>|<str:(pk|object_id)>", str(item.page.pk), route)
    path = re.sub(r"<(str|slug):\w+>|\(\?P<\w+>[^)]*\)", "practices", path)
    return "/" + path.replace("^", "").replace("$", "").replace("\\", "")


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("anonymous", "superuser")])
def test_screens_behind_the_gate_do_not_exist_for_others(world: World, role: str) -> None:
    client = client_of(world, role)
    routes = [(route, name) for route, name in patterns(get_resolver()) if is_closed(route, name)]
    skipped = tuple(surfaces.NO_CONTENT_PREFIXES)
    assert len(routes) > 60
    for route, name in routes:
        if name.startswith(skipped) or "(?P" in route or name in surfaces.NO_CONTENT:
            continue
        answer = client.get(_sample(route, world))
        assert answer.status_code == 404, f"{name} {route}"
        assert not any(has(item.word, body_of(answer)) for item in world.practices), route
    assert CLOSED
