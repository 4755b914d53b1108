"""Dialogues, commitments and approaches in the world of the leak matrix, each with words of its own.

``owner`` organises all of them. ``outsider`` sits in the delegation of ``people``, which names no community. The two
dialogues with Morocco, and the visit there, fall into the same weeks; what is open from the first waits in the second.
Who is inside is written down by hand, as in ``world.py``.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from events.dialogues.actions import save_line, take_step
from events.dialogues.agenda import add_item
from events.dialogues.commitments import report_commitment
from events.dialogues.models import AgendaItem, AgendaPaper, Approach, Commitment, Dialogue
from events.dialogues.papers import add_paper
from portal.visibility import Audience
from tests.events.dialogues.making import make_approach, make_commitment, make_dialogue, seat

if TYPE_CHECKING:
    from tests.leaks.world import World


@dataclass(frozen=True)
class Talks:
    """A dialogue with the words of what stands inside, and who reads which."""

    dialogue: Dialogue
    word: str
    readers: frozenset[str]
    item: AgendaItem
    item_word: str
    closed_item_word: str
    """Of an item for the organisers."""
    line_word: str
    delegation: frozenset[str]
    """Who is of the EU delegation or organises."""
    paper: AgendaPaper
    paper_word: str
    commitment: Commitment
    commitment_word: str


@dataclass
class DialogueWorld:
    """All dialogues by key; a commitment and an approach for a community."""

    items: dict[str, Talks] = field(default_factory=dict)
    narrow: Commitment | None = None
    narrow_word: str = "zqnarrowpromise"
    approach: Approach | None = None
    approach_word: str = "zqapproach"
    evidence_word: str = "zqevidence"
    community: frozenset[str] = frozenset({"owner", "superuser", "community"})


def add_dialogues(world: World, network: Any) -> None:
    """Make them."""
    from tests.leaks.world import MEMBERS

    own = frozenset({"owner", "superuser"})
    world.dialogues = DialogueWorld()
    inside: dict[str, tuple[Any, ...]] = {
        # key: (audience, communities, country, in days, readers, delegate)
        "members": (Audience.MEMBERS, (), "MA", 30, MEMBERS, ""),
        "community": (Audience.COMMUNITIES, (network,), "MA", 32, world.dialogues.community, ""),
        "people": (Audience.COMMUNITIES, (), "UA", 30, own | {"outsider"}, "outsider"),
        "cancelled": (Audience.MEMBERS, (), "UA", 90, MEMBERS, ""),
    }
    for key, (audience, communities, country, in_days, readers, delegate) in inside.items():
        dialogue = make_dialogue(
            owner=world.users["owner"],
            audience=audience,
            communities=communities,
            country=country,
            in_days=in_days,
            title=f"Dialogue zqtalks{key}x",
            mandate=f"Mandate zqtalks{key}x",
        )
        # An address stands in every answer to whoever asks for it: it carries none of the words.
        Dialogue.objects.filter(pk=dialogue.pk).update(slug=f"dialogue-{key}-zzzzzz")
        dialogue = Dialogue.objects.get(pk=dialogue.pk)
        seat(dialogue, world.users[delegate] if delegate else None)
        world.dialogues.items[key] = _fill(dialogue, key, readers, own | ({delegate} - {""}))
        if key == "members":
            _add_narrow_commitment(world, dialogue, network)
    cancelled = world.dialogues.items["cancelled"].dialogue
    take_step(dialogue=cancelled, status="cancelled", user=cancelled.owner, note="No", version=1)
    world.dialogues.approach = make_approach(
        world.users["owner"],  # type: ignore[arg-type]
        in_days=31,
        communities=[network],
        title=f"Visit {world.dialogues.approach_word}",
    )


def _fill(dialogue: Dialogue, key: str, readers: frozenset[str], delegation: frozenset[str]) -> Talks:
    by = dialogue.owner
    item = add_item(dialogue=dialogue, values={"title": f"Item zqitem{key}x", "circle": "all"}, by=by)
    closed = {"title": f"Item zqclosed{key}x", "circle": "organisers"}
    add_item(dialogue=dialogue, values=closed, by=by)
    line = f"Line zqline{key}x"
    save_line(dialogue=dialogue, text=line, circle="delegation", agreed=False, user=by, version=1)
    paper = add_paper(
        dialogue=dialogue,
        upload=SimpleUploadedFile("note.txt", f"Note zqnote{key}x".encode()),
        title=f"Paper zqpaper{key}x",
        circle="delegation",
        item=item,
        language="en",
        by=by,
    )
    yesterday = timezone.localdate() - datetime.timedelta(days=1)
    return Talks(
        dialogue=Dialogue.objects.get(pk=dialogue.pk),
        word=f"zqtalks{key}x",
        readers=readers,
        item=item,
        item_word=f"zqitem{key}x",
        closed_item_word=f"zqclosed{key}x",
        line_word=f"zqline{key}x",
        delegation=delegation,
        paper=paper,
        paper_word=f"zqpaper{key}x",
        commitment=make_commitment(dialogue, f"Promise zqpromise{key}x", due=yesterday),
        commitment_word=f"zqpromise{key}x",
    )


def _add_narrow_commitment(world: World, dialogue: Dialogue, network: Any) -> None:
    made = world.dialogues
    narrow = make_commitment(
        dialogue,
        f"Promise {made.narrow_word}",
        same_audience=False,
        audience=Audience.COMMUNITIES,
        communities=[network],
        tlp="AMBER",
        due=timezone.localdate() - datetime.timedelta(days=1),
    )
    made.narrow = report_commitment(
        commitment=narrow,
        state="open",
        evidence=f"Shown by {made.evidence_word}",
        upload=SimpleUploadedFile("letter.txt", f"Letter {made.evidence_word}".encode()),
        version=narrow.version,
        by=dialogue.owner,
    )
