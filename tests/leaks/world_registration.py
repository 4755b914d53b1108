"""An exchange with people in the world of the leak matrix: a word for everybody who asked to come, and how.

The event is for the network of the matrix. Its owner organises it, the desk has a seat, the outsider is invited, the
other desk approves for France. Who is inside is written down by hand, as in ``world.py``.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from events.desk.messages import digest_of, receivers_of, send_message
from events.desk.models import Message
from events.exchanges.models import Event
from events.registration.deciding import decide
from events.registration.importing import keep_reading, take_list
from events.registration.inviting import Invitee, invite
from events.registration.list_reading import read_list
from events.registration.models import InvitationImport, NationalContact, Question, Registration
from events.registration.registering import register_participant
from tests.events.registration.making import make_event
from tests.factories import fresh, make_user

if TYPE_CHECKING:
    from tests.leaks.world import World

ORGANISERS = frozenset({"owner", "superuser"})
SEE = ORGANISERS | {"community", "guest in community", "desk", "outsider", "other desk"}


@dataclass
class RegistrationWorld:
    """The event, and the words that stand on its pages."""

    event: Event = field(default_factory=Event)
    waiting: Registration = field(default_factory=Registration)
    question: Question = field(default_factory=Question)
    list: InvitationImport = field(default_factory=InvitationImport)
    slug: str = "zqregslug-abcdef"
    title: str = "zqregtitle"
    seated_word: str = "Zqseated"
    """Name of somebody with a seat."""
    waiting_word: str = "Zqwaiting"
    """Name of somebody who waits for approval, and in their answer."""
    answer_word: str = "zqanswer"
    question_word: str = "zqquestion"
    invited_word: str = "zqinvited"
    """In an address that is invited."""
    list_word: str = "zqtable"
    """In a table of people to invite."""
    message: Message = field(default_factory=Message)
    message_word: str = "zqmessage"
    """In what the organisers wrote to those who have a seat."""

    @property
    def words(self) -> tuple[str, ...]:
        """All of them."""
        return (
            self.title,
            self.seated_word,
            self.waiting_word,
            self.answer_word,
            self.question_word,
            self.invited_word,
            self.list_word,
            self.message_word,
        )


def add_registration(world: World, network: Any) -> None:
    """Make the event and bring everybody into their state."""
    here, users = world.registration, world.users
    owner = users["owner"]
    assert owner is not None
    here.event = event = make_event(
        organiser=owner,
        owner=owner,
        audience="communities",
        tlp="AMBER",
        approval="national",
        slug=here.slug,
        title=f"Exchange {here.title}",
    )
    event.communities.set([network])
    NationalContact.objects.create(event=event, state="FR", user=users["other desk"])
    here.question = Question.objects.create(event=event, text=f"What {here.question_word}?")
    seated = make_user(here.seated_word.lower(), state="DE", groups=[network])
    waiting = make_user(here.waiting_word.lower(), state="FR", groups=[network])
    desk, outsider = users["desk"], users["outsider"]
    assert desk is not None and outsider is not None
    people = [
        Invitee(user_id=desk.pk),
        Invitee(user_id=outsider.pk),
        Invitee(email=f"{here.invited_word}@example.org"),
    ]
    invite(event=event, people=people, by=fresh(owner))  # type: ignore[arg-type]
    for user in (seated, desk):
        row = register_participant(event=event, user=fresh(user))  # type: ignore[arg-type]
        decide(event=event, shown={row.pk: "awaiting"}, what="approve", by=fresh(owner))  # type: ignore[arg-type]
    here.waiting = register_participant(
        event=event,
        user=fresh(waiting),
        answers={here.question.pk: here.answer_word},  # type: ignore[arg-type]
    )
    data = f"email,name\n{here.list_word}@example.org,\n".encode()
    here.list = take_list(event=event, name="people.csv", data=data, by=owner)
    keep_reading(here.list, read_list("people.csv", data))
    here.message = send_message(
        event=event,
        by=owner,
        key=uuid.uuid4(),
        groups=["confirmed"],
        subject=f"About {here.message_word}",
        text=here.message_word,
        shown=digest_of(receivers_of(event, ["confirmed"])),
    )
