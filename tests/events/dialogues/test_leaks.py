"""What is hidden among dialogues looks like what is missing, to the letter, by every address and method."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from events.dialogues.agenda import add_item
from events.dialogues.papers import add_paper
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from tests.events.dialogues.making import client_of, make_approach, make_commitment, make_dialogue, seat
from tests.factories import Tree, make_network, make_user
from tests.leaks.test_matrix import told

pytestmark = pytest.mark.django_db

TYPED = {"version": "1", "status": "cancelled", "note": "Typed", "title": "Typed", "state": "done"}
OF_A_DIALOGUE = (
    "", "print/", "organise/", "edit/", "line/", "step/", "organisers/", "checklist/", "delegations/", "agenda/",
    "agenda/new/", "papers/new/", "meeting/",
)  # fmt: skip
MISSING = "nothing-here-abc123"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def asked(client: Client, method: str, path: str, user: User | None, *own: str) -> tuple[int, str]:
    typed = TYPED | {"editor": user.pk if user else ""}
    answer: Any = client.options(path) if method == "options" else getattr(client, method)(path, typed)
    return told(answer, *own)


@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_hidden_things_look_like_missing_ones(tree: Tree, method: str) -> None:
    network = make_network("Network")
    owner = make_user(role=Role.COMMISSION)
    dialogue = make_dialogue(owner=owner, communities=[network])
    later = make_dialogue(owner=owner, communities=[network], in_days=60)
    seat(dialogue, None)
    item = add_item(dialogue=dialogue, values={"title": "Item"}, by=owner)
    upload = SimpleUploadedFile("note.txt", b"Words.")
    paper = add_paper(
        dialogue=dialogue, upload=upload, title="", circle="all", item=item, language="en", by=owner
    )
    promise = make_commitment(dialogue)
    approach = make_approach(owner, communities=[network])
    person = dialogue.delegations.get().representatives.get()  # type: ignore[attr-defined]
    pairs = [(f"/dialogues/{dialogue.slug}/{end}", f"/dialogues/{MISSING}/{end}") for end in OF_A_DIALOGUE]
    pairs += [
        (f"/dialogues/{dialogue.slug}/{end}{pk}/", f"/dialogues/{MISSING}/{end}{pk}/")
        for end, pk in (("delegations/", person.pk), ("agenda/", item.pk), ("papers/", paper.pk))
    ]
    pairs += [
        (
            f"/dialogues/{dialogue.slug}/papers/{paper.pk}/remove/",
            f"/dialogues/{MISSING}/papers/{paper.pk}/remove/",
        ),
        (f"/dialogues/{later.slug}/meeting/{promise.key}/", f"/dialogues/{MISSING}/meeting/{promise.key}/"),
    ]
    for kind, key, ends in (
        ("commitments", promise.key, ("", "edit/", "report/", "evidence/")),
        ("approaches", approach.key, ("", "edit/")),
    ):
        pairs += [(f"/dialogues/{kind}/{key}/{end}", f"/dialogues/{kind}/{MISSING}/{end}") for end in ends]
    outsiders = [
        None,
        make_user(role=Role.COMMISSION),
        make_user(role=Role.LIAISON_PROSECUTOR, groups=[network]),
    ]
    for user in outsiders:
        client = client_of(user)
        for hidden, missing in pairs:
            own = (user, dialogue.slug, later.slug, promise.key, approach.key, MISSING)
            assert asked(client, method, hidden, *own) == asked(client, method, missing, *own), hidden


def test_lists_do_not_exist_for_whoever_is_no_member(tree: Tree) -> None:
    make_dialogue(audience=Audience.MEMBERS)
    guest = make_user(role=Role.LIAISON_PROSECUTOR)
    for user in (None, guest):
        for path in ("/dialogues/", "/dialogues/commitments/"):
            assert client_of(user).get(path).status_code == 404
    for path in ("/dialogues/new/", "/dialogues/approaches/new/"):
        assert client_of(guest).get(path).status_code == 404
        assert client_of(make_user(role=Role.PROSECUTOR)).get(path).status_code == 404


def test_readers_are_not_organisers(tree: Tree) -> None:
    dialogue = make_dialogue(audience=Audience.MEMBERS)
    user = make_user(role=Role.COMMISSION)
    reader = client_of(user)
    assert reader.get(dialogue.get_absolute_url()).status_code == 200
    for end in OF_A_DIALOGUE[2:]:
        address = f"{dialogue.get_absolute_url()}{end}"
        assert reader.get(address).status_code == 404, end
        assert reader.post(address, TYPED | {"editor": user.pk}).status_code in (404, 405), end
