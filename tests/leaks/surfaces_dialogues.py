"""Surfaces of dialogues, commitments and approaches: lists, pages, forms, files, dossier, my work, search.

Each shows the words of ``world_dialogues.py`` to those inside and to nobody else. That what is hidden looks like what
is missing is in ``tests/events/dialogues/test_leaks.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client
from django.urls import reverse

from tests.leaks.world_dialogues import Talks

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

DIALOGUES = ("members", "community", "people", "cancelled")
MOROCCO = ("members", "community")
WITH_FORMS = ("community", "people")
FORMS = (
    "organise edit line step organisers checklist delegations agenda new_item paper_add meeting person item "
    "paper_remove review commitment_edit report"
).split()
OWN = frozenset({"owner", "superuser"})
NOBODY: frozenset[str] = frozenset()
Words = dict[str, frozenset[str]]
Ask = Callable[["Client", "World"], Any]
Read = Callable[["World"], Words]


def dialogue_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    found = [
        ListSurface(name, (url,), _get(address), words)
        for name, url, address, words in (
            ("dialogues", "dialogues:index", "/dialogues/", first_page),
            ("dialogues by words", "dialogues:index", "/dialogues/?q=dialogue", titles(*DIALOGUES)),
            ("dialogues with Morocco", "dialogues:index", "/dialogues/?country=MA", titles(*MOROCCO)),
            ("form of a new dialogue", "dialogues:add", "/dialogues/new/?country=MA", no_words),
            ("form of an approach", "dialogues:approach_add", "/dialogues/approaches/new/?country=MA", no_words),
            ("commitments", "dialogues:commitments", "/dialogues/commitments/?state=all", promises(*DIALOGUES)),
            ("overdue commitments of Morocco", "dialogues:commitments",
             "/dialogues/commitments/?state=overdue&country=MA", promises(*MOROCCO)),
            ("dialogues in the dossier of Morocco", "wagtail_serve", "/countries/ma/", dossier),
            ("dialogues in my work", "my:work", "/my/", mine),
            ("search for dialogues", "search", "/search/?q=dialogue&type=dialogue", searched),
        )
    ]  # fmt: skip
    for key in DIALOGUES:
        found += [
            ListSurface(f"dialogue {key}", ("dialogues:dialogue",), _at(key, ""), page(key)),
            ListSurface(f"dialogue {key} on paper", ("dialogues:print",), _at(key, "print/"), printed(key)),
            ListSurface(f"paper of dialogue {key}", ("dialogues:paper",), _paper(key), file_words(key)),
            ListSurface(
                f"commitment of dialogue {key}", ("dialogues:commitment",), _promise(key), promise(key)
            ),
        ]
    for key in WITH_FORMS:
        names = tuple(f"dialogues:{name}" for name in FORMS)
        found.append(
            ListSurface(f"what organisers have of dialogue {key}", names, _forms(key), organised(key))
        )
    narrow = [
        ("commitment for a community", "dialogues:commitment", "", community("narrow_word", "evidence_word")),
        ("its change", "dialogues:commitment_edit", "edit/", narrow_form("narrow_word")),
        ("its report", "dialogues:report", "report/", narrow_form("narrow_word", "evidence_word")),
        ("its evidence", "dialogues:evidence", "evidence/", community("evidence_word")),
    ]
    found += [ListSurface(name, (url,), _narrow(end), words) for name, url, end, words in narrow]
    found += [
        ListSurface("approach", ("dialogues:approach",), _approach(""), approach),
        ListSurface("change of an approach", ("dialogues:approach_edit",), _approach("edit/"), approach_form),
    ]
    return found


def _get(address: str) -> Ask:
    return lambda client, world: client.get(address)


def _at(key: str, end: str) -> Ask:
    return lambda client, world: client.get(f"/dialogues/{talks(world, key).dialogue.slug}/{end}")


def _paper(key: str) -> Ask:
    return lambda client, world: client.get(
        f"/dialogues/{talks(world, key).dialogue.slug}/papers/{talks(world, key).paper.pk}/"
    )


def _promise(key: str) -> Ask:
    return lambda client, world: client.get(f"/dialogues/commitments/{talks(world, key).commitment.key}/")


def _forms(key: str) -> Ask:
    """All that only organisers have: every address is asked, and everything that is answered is looked through."""

    def ask(client: Client, world: World) -> Any:
        one = talks(world, key)
        slug, promise = one.dialogue.slug, one.commitment.key
        person = one.dialogue.delegations.get().representatives.get()  # type: ignore[attr-defined]
        keys = {
            "person": [slug, person.pk],
            "item": [slug, one.item.pk],
            "paper_remove": [slug, one.paper.pk],
            "review": [slug, promise],
            "commitment_edit": [promise],
            "report": [promise],
        }
        return [client.get(reverse(f"dialogues:{name}", args=keys.get(name, [slug]))) for name in FORMS]

    return ask


def _narrow(end: str) -> Ask:
    return lambda client, world: client.get(f"/dialogues/commitments/{world.dialogues.narrow.key}/{end}")


def _approach(end: str) -> Ask:
    return lambda client, world: client.get(f"/dialogues/approaches/{world.dialogues.approach.key}/{end}")


def talks(world: World, key: str) -> Talks:
    return world.dialogues.items[key]


# --- who reads what -------------------------------------------------------------------------------------


def no_words(world: World) -> Words:
    """Every word there is, and nobody to read it."""
    made = world.dialogues
    words: Words = dict.fromkeys((made.narrow_word, made.approach_word, made.evidence_word), NOBODY)
    for one in made.items.values():
        for word in (
            one.word, one.item_word, one.closed_item_word, one.line_word, one.paper_word, one.commitment_word,
            one.paper_word.replace("zqpaper", "zqnote"),
        ):  # fmt: skip
            words[word] = NOBODY
    return words


def titles(*keys: str) -> Read:
    return lambda world: no_words(world) | {talks(world, key).word: talks(world, key).readers for key in keys}


def promises(*keys: str) -> Read:
    """Lists of commitments name where they were made nowhere."""

    def words(world: World) -> Words:
        found = {talks(world, key).commitment_word: talks(world, key).readers for key in keys}
        return no_words(world) | found | {world.dialogues.narrow_word: world.dialogues.community}

    return words


def first_page(world: World) -> Words:
    """The list of dialogues with what is overdue, and the approaches that come."""
    made = world.dialogues
    return (
        promises(*DIALOGUES)(world)
        | {talks(world, key).word: talks(world, key).readers for key in DIALOGUES}
        | {made.approach_word: made.community}
    )


def dossier(world: World) -> Words:
    found = {talks(world, key).word: talks(world, key).readers for key in MOROCCO}
    return promises(*MOROCCO)(world) | found | {world.dialogues.approach_word: world.dialogues.community}


def mine(world: World) -> Words:
    """Coming dialogues to their people; open commitments to who organises, and overdue ones to who oversees them."""
    found = no_words(world)
    for key in DIALOGUES:
        one = talks(world, key)
        if key != "cancelled":
            found[one.word] = one.delegation - {"superuser"}
        overseen = one.readers & {"eurojust desk", "superuser"}
        found[one.commitment_word] = frozenset({"owner"}) | overseen
    return found | {world.dialogues.narrow_word: OWN}


def searched(world: World) -> Words:
    """The card of a dialogue: its title and mandate."""
    return titles(*DIALOGUES)(world)


def crossed(world: World, key: str, readers: frozenset[str]) -> Words:
    """What a page of readers tells of the others in the same weeks: to each of them what they may see."""
    if key not in MOROCCO:
        return {}
    other = talks(world, "community" if key == "members" else "members")
    made = world.dialogues
    return {other.word: other.readers & readers, made.approach_word: made.community & readers}


def inside(world: World, key: str) -> Words:
    """What stands in a dialogue, and in the second of the two with Morocco what is open from the first."""
    one, made = talks(world, key), world.dialogues
    found = {
        one.word: one.readers,
        one.item_word: one.readers,
        one.closed_item_word: OWN,
        one.line_word: one.delegation,
        one.commitment_word: one.readers,
    }
    if key in MOROCCO:
        first = talks(world, "members")
        found[made.narrow_word] = made.community & one.readers
        found[first.commitment_word] = first.readers & one.readers
    return found


def page(key: str) -> Read:
    def words(world: World) -> Words:
        one = talks(world, key)
        paper = {one.paper_word: one.delegation}
        return no_words(world) | inside(world, key) | paper | crossed(world, key, one.readers)

    return words


def printed(key: str) -> Read:
    return lambda world: no_words(world) | inside(world, key)


def organised(key: str) -> Read:
    """What organisers alone have: everything in it, and in the second with Morocco what is open from the first."""

    def words(world: World) -> Words:
        one, made = talks(world, key), world.dialogues
        shown = [
            one.word, one.item_word, one.closed_item_word, one.line_word, one.paper_word, one.commitment_word
        ]  # fmt: skip
        if key == "community":
            shown += [made.narrow_word, talks(world, "members").commitment_word]
        return no_words(world) | dict.fromkeys(shown, OWN)

    return words


def file_words(key: str) -> Read:
    """The file itself."""
    return lambda world: (
        no_words(world)
        | {talks(world, key).paper_word.replace("zqpaper", "zqnote"): talks(world, key).delegation}
    )


def promise(key: str) -> Read:
    """The page of a commitment names where it was made, and where it waits, to those who see that."""

    def words(world: World) -> Words:
        one = talks(world, key)
        found = {one.commitment_word: one.readers, one.word: one.readers}
        if key == "members":
            second = talks(world, "community")
            found[second.word] = second.readers
        return no_words(world) | found

    return words


def community(*names: str) -> Read:
    """A commitment that a community sees, made in a dialogue of all members; it waits in the community's own."""

    def words(world: World) -> Words:
        made = world.dialogues
        found = {getattr(made, name): made.community for name in names}
        if "narrow_word" in names:
            found |= {talks(world, key).word: made.community for key in MOROCCO}
        return no_words(world) | found

    return words


def narrow_form(*names: str) -> Read:
    return lambda world: no_words(world) | {getattr(world.dialogues, name): OWN for name in names}


def approach(world: World) -> Words:
    made = world.dialogues
    found = {talks(world, key).word: made.community & talks(world, key).readers for key in MOROCCO}
    return no_words(world) | found | {made.approach_word: made.community}


def approach_form(world: World) -> Words:
    """Whoever noted it has lost the role that notes approaches: the superuser alone changes it."""
    return no_words(world) | {world.dialogues.approach_word: frozenset({"superuser"})}
