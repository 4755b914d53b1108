"""Surfaces of registration for events. Each shows the words of ``world_registration.py`` that stand on it to those who
may read them, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core import mail
from django.test import Client

from tests.leaks.world_registration import ORGANISERS, SEE

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World
    from tests.leaks.world_registration import RegistrationWorld

Words = dict[str, frozenset[str]]
Shown = Callable[["RegistrationWorld"], Words]

CAN_REGISTER = SEE - {"guest in community"}
"""The guest is not invited, and asked nothing."""
SEE_PARTICIPANTS = ORGANISERS | {"desk"}
APPROVER = frozenset({"other desk"})


def mine(here: RegistrationWorld) -> Words:
    return {here.title: SEE, here.question_word: CAN_REGISTER}


def participants(here: RegistrationWorld) -> Words:
    return {here.title: SEE_PARTICIPANTS, here.seated_word: SEE_PARTICIPANTS}


def approvals(here: RegistrationWorld) -> Words:
    return {here.title: APPROVER, here.waiting_word: APPROVER}


def go(here: RegistrationWorld) -> Words:
    return {here.slug: SEE}


def to_organisers(*names: str) -> Shown:
    return lambda here: dict.fromkeys((here.title, *(getattr(here, name) for name in names)), ORGANISERS)


def received(here: RegistrationWorld) -> Words:
    return {here.title: SEE_PARTICIPANTS, here.message_word: SEE_PARTICIPANTS}


def sent(here: RegistrationWorld) -> Words:
    return {here.slug: SEE_PARTICIPANTS}


PAGES: list[tuple[str, str, str, Shown]] = [
    ("my registration", "mine", "/events/{slug}/registration/", mine),
    ("participants", "participants", "/events/{slug}/participants/", participants),
    ("registrations to approve", "approvals", "/events/approvals/", approvals),
    ("link of a mail to an event", "go", "/events/to/{event}/", go),
    (
        "registrations",
        "registrations",
        "/events/{slug}/registrations/",
        to_organisers("seated_word", "waiting_word"),
    ),
    (
        "one registration",
        "registration",
        "/events/{slug}/registrations/{waiting}/",
        to_organisers("waiting_word", "answer_word", "question_word"),
    ),
    ("seats of an event", "seats", "/events/{slug}/seats/", to_organisers()),
    ("questions of an event", "questions", "/events/{slug}/questions/", to_organisers("question_word")),
    (
        "one question",
        "question",
        "/events/{slug}/questions/{question}/",
        to_organisers("question_word"),
    ),
    ("invitations", "invitations", "/events/{slug}/invitations/", to_organisers("invited_word")),
    (
        "people to invite",
        "people",
        "/events/{slug}/invitations/people/?roles=prosecutor",
        to_organisers("seated_word", "waiting_word"),
    ),
    ("tables of invitations", "imports", "/events/{slug}/invitations/import/", to_organisers()),
    (
        "one table of invitations",
        "import",
        "/events/{slug}/invitations/import/{list}/",
        to_organisers("list_word"),
    ),
    ("desk of an event", "desk:desk", "/events/{slug}/desk/", to_organisers("message_word")),
    ("form of a message to a group", "desk:write", "/events/{slug}/desk/write/", to_organisers()),
    ("messages of the organisers", "desk:inbox", "/events/{slug}/messages/", received),
    ("link of a mail to a message", "desk:message", "/events/messages/{message}/", sent),
]


def registration_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    found = [
        ListSurface(name, (url if ":" in url else f"registration:{url}",), _get(address), _words(shown))
        for name, url, address, shown in PAGES
    ]
    for ending in ("xlsx", "pdf"):
        words = _words(to_organisers("seated_word"))
        found.append(ListSurface(f"list of participants as {ending}", ("desk:list",), _file(ending), words))
    found.append(ListSurface("mails about registrations", (), _mails, _words(lambda here: {})))
    return found


def _get(address: str) -> Callable[[Client, World], Any]:
    def ask(client: Client, world: World) -> Any:
        here = world.registration
        return client.get(
            address.format(
                slug=here.slug,
                event=here.event.pk,
                waiting=here.waiting.pk,
                question=here.question.pk,
                list=here.list.pk,
                message=here.message.pk,
            )
        )

    return ask


def _file(ending: str) -> Callable[[Client, World], Any]:
    """A list of an event as text."""

    def ask(client: Client, world: World) -> Any:
        import io
        import zipfile

        from django.http import HttpResponse
        from pypdf import PdfReader

        answer = client.get(f"/events/{world.registration.slug}/desk/participants.{ending}")
        if answer.status_code != 200:
            return answer
        if ending == "pdf":
            text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)
        else:
            book = zipfile.ZipFile(io.BytesIO(answer.content))
            text = " ".join(book.read(name).decode() for name in book.namelist())
        return HttpResponse(text)

    return ask


def _mails(client: Client, world: World) -> Any:
    """Every mail that is still to be sent about the event, as one text: no word of it stands in any."""
    from django.http import HttpResponse

    from events.registration.models import Notice
    from events.registration.notices import _mail

    mail.outbox.clear()
    for notice in Notice.objects.filter(event=world.registration.event).exclude(
        invitation__user=None, kind="invited"
    ):
        _mail(notice, "somebody@example.org")
    assert mail.outbox
    return HttpResponse("".join(message.subject + message.body for message in mail.outbox))


def _words(shown: Shown) -> Callable[[World], Words]:
    def words(world: World) -> Words:
        here = world.registration
        return {**dict.fromkeys((*here.words,), frozenset()), **shown(here)}

    return words
