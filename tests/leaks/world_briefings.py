"""Live briefings in the world of the leak matrix: one for all members, one for a community only its members know of.

The eurojust desk owns the first; ``community`` and ``outsider`` edit it. One of its entries comes from the practice of
the network, so that it was meant for more people once; the source of another is gone. ``desk`` owns the second, in
whose briefings figures of the transmitted report may stand. Who is inside is written down by hand, as in ``world.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from events.briefings.actions import create_briefing, name_editor
from events.briefings.entries import add_own, edit_entry, leave_out
from events.briefings.enums import SectionKind
from events.briefings.figures import release_figures
from events.briefings.models import Briefing, Entry, Section
from portal.people.models import Community, User
from portal.visibility import MEMBERS as MEMBERS_KEY
from portal.visibility import Audience
from practices.enums import Tlp

if TYPE_CHECKING:
    from tests.leaks.world import World

KEYS = ("open", "closed")
GONE = 987_654
"""A number no practice has."""


@dataclass
class BriefingWorld:
    """The briefings by key, and who reads, writes and leads each. ``narrow`` and ``gone`` are entries of the first."""

    briefings: dict[str, Briefing] = field(default_factory=dict)
    readers: dict[str, frozenset[str]] = field(default_factory=dict)
    writers: dict[str, frozenset[str]] = field(default_factory=dict)
    leaders: dict[str, frozenset[str]] = field(default_factory=dict)
    named: dict[str, frozenset[str]] = field(default_factory=dict)
    """Whose "my work" has it: owner and editors."""
    own: dict[str, Entry] = field(default_factory=dict)
    narrow: Entry = field(default_factory=Entry)
    gone: Entry = field(default_factory=Entry)
    narrow_readers: frozenset[str] = frozenset({"community", "superuser"})
    """Of the writers, those who may read the practice of the network now."""
    title_words: dict[str, str] = field(default_factory=lambda: {key: f"zqbrieftitle{key}" for key in KEYS})
    own_words: dict[str, str] = field(default_factory=lambda: {key: f"zqbriefown{key}" for key in KEYS})
    heading_word: str = "zqbriefnarrowheading"
    compiled_word: str = "zqbriefnarrowcompiled"
    edited_word: str = "zqbriefnarrowedited"
    pending_word: str = "zqbriefnarrowpending"
    reason_word: str = "zqbriefnarrowreason"
    gone_word: str = "zqbriefgone"


def add_briefings(world: World) -> None:
    """Make them. The last part of the world: none of the others is compiled with the figures that are released."""
    from tests.leaks.world import MEMBERS

    here = world.briefings = BriefingWorld()
    assert world.users["superuser"] is not None
    circle = Community.objects.get(group__name__contains=world.circle_word).group
    for key, audience, communities, tlp, owner in (
        ("open", Audience.MEMBERS, [], Tlp.GREEN, "eurojust desk"),
        ("closed", Audience.COMMUNITIES, [circle], Tlp.AMBER, "desk"),
    ):
        here.briefings[key] = _briefing(world, key, audience, communities, tlp, _user(world, owner))
    inside = {"closed": world.circle_members}
    here.readers = inside | {"open": MEMBERS}
    here.writers = inside | {"open": frozenset({"eurojust desk", "community", "outsider", "superuser"})}
    here.leaders = inside | {"open": frozenset({"eurojust desk", "superuser"})}
    here.named = {"open": here.writers["open"] - {"superuser"}, "closed": frozenset({"desk"})}
    for editor in ("community", "outsider"):
        name_editor(
            briefing=here.briefings["open"],
            person=_user(world, editor),
            user=_user(world, "eurojust desk"),
        )
    _add_entries(world)
    release_figures(
        report=world.assessments.report,
        values={"audience": Audience.COMMUNITIES, "communities": [circle]},
        user=_user(world, "superuser"),
        version=0,
    )


def _user(world: World, role: str) -> User:
    """The account, without what it was found to hold before."""
    found = world.users[role]
    assert found is not None
    return User.objects.get(pk=found.pk)


def _briefing(
    world: World, key: str, audience: str, communities: list[Any], tlp: str, owner: User
) -> Briefing:
    values = {
        "title": f"Package {world.briefings.title_words[key]}",
        "country": world.tree.morocco.country,
        "audience": audience,
        "communities": communities,
        "tlp": tlp,
    }
    made = create_briefing(values=values, user=owner, compiled=False)
    # An address stands in every answer to whoever asks for it: it carries none of the words.
    Briefing.objects.filter(pk=made.pk).update(slug=f"ma-brief{key}")
    return Briefing.objects.get(pk=made.pk)


def _add_entries(world: World) -> None:
    here = world.briefings
    for key in KEYS:
        section = here.briefings[key].sections.get(kind=SectionKind.TALKING_POINTS)
        word, by = here.own_words[key], _user(world, "superuser")
        here.own[key] = add_own(section=section, heading="Point", text=f"Say {word}", user=by)
    section = here.briefings["open"].sections.get(kind=SectionKind.PRACTICES_WORK)
    page = world.items["community"].page
    assert page is not None
    here.narrow = _entry(world, section, page.pk, here.heading_word, here.compiled_word, here.edited_word)
    Entry.objects.filter(pk=here.narrow.pk).update(
        pending={
            "form": "paragraph",
            "heading": "Now",
            "value": {"text": f"Now {here.pending_word}"},
            "source_label": "",
            "source_url": "",
            "hash": "other",
        }
    )
    entry = Entry.objects.get(pk=here.narrow.pk)
    leave_out(
        entry=entry,
        reason=f"Because {here.reason_word}",
        user=_user(world, "superuser"),
        version=entry.version,
    )
    here.gone = _entry(world, section, GONE, here.gone_word, here.gone_word, here.gone_word)


def _entry(world: World, section: Section, practice: int, heading: str, compiled: str, edited: str) -> Entry:
    """What was for all members when it was compiled, and was rewritten by an editor."""
    made = Entry.objects.create(
        section=section,
        source_type="practice",
        source_id=str(practice),
        heading=f"Heading {heading}",
        compiled={"text": f"Compiled {compiled}"},
        compiled_hash="other",
        item_key=MEMBERS_KEY,
    )
    edit_entry(
        entry=made, heading="", text=f"Edited {edited}", user=_user(world, "superuser"), version=made.version
    )
    return Entry.objects.get(pk=made.pk)
