"""Surfaces of live briefings: lists, the page of readers, all that editors have, the figures that assessors release.

Each shows the words of ``world_briefings.py`` to those who may read them: what is not frozen to the editors alone, and
to each of them only what they may read at its source now. That the community is named to nobody outside of it is
asked by the matrix of every answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from django.test import Client

from tests.leaks.world_briefings import KEYS

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

Words = dict[str, frozenset[str]]
Shown = Callable[["World"], Words]
Ask = Callable[[Client, "World"], Any]
ASSESSORS = frozenset({"eurojust desk", "superuser"})


def briefing_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    found = [
        ListSurface("briefings", ("briefings:index",), _get("/briefings/"), titles),
        ListSurface("briefings I write", ("briefings:index",), _get("/briefings/?mine=write"), written),
        ListSurface("archived briefings", ("briefings:index",), _get("/briefings/?state=archived"), no_words),
        ListSurface("new briefing", ("briefings:add",), _get("/briefings/new/?country=MA"), no_words),
        ListSurface("briefings in the dossier", ("wagtail_serve",), _get("/countries/ma/"), on_dossier),
        ListSurface("briefings in my work", ("my:work",), _get("/my/"), in_my_work),
        ListSurface("figures for briefings", ("briefings:figures",), _get("/briefings/figures/"), reports),
        ListSurface("release of figures", ("briefings:release",), _release, reports),
        ListSurface("narrowed entry", ("briefings:entry",), _entry("narrow"), narrowed_entry),
        ListSurface("narrowed entry sent", ("briefings:entry",), _sent_entry("narrow"), narrowed_sent),
        ListSurface("entry that is gone", ("briefings:entry",), _entry("gone"), of_writers("open")),
        ListSurface("sent entry that is gone", ("briefings:entry",), _sent_entry("gone"), of_writers("open")),
    ]
    for key in KEYS:
        for name, url, ask, words in (
            ("page", "briefing", _at(key), of_readers(key)),
            ("editors' page", "compose", _at(key, "compose/"), composed(key)),
            ("settings", "settings", _at(key, "settings/"), of_leaders(key)),
            ("editors", "editors", _post(key, "editors/"), of_leaders(key)),
            ("history", "history", _at(key, "history/"), history(key)),
            # Without the number of its writer no form is taken: the page is shown again.
            ("moving", "move", _post(key, "move/"), composed(key)),
            ("refresh", "refresh", _at(key, "refresh/"), refreshed(key)),
            ("refresh sent", "refresh", _post(key, "refresh/"), refreshed(key)),
            ("heading of a section", "section", _section(key), of_writers(key)),
            ("text for a section", "add_entry", _section(key, "add/"), of_writers(key)),
            ("own entry", "entry", _own(key), own_entry(key)),
        ):
            found.append(ListSurface(f"{name}: {key} live briefing", (f"briefings:{url}",), ask, words))
    return found


# --- asking ---------------------------------------------------------------------------------------------


def _get(path: str) -> Ask:
    return lambda client, world: client.get(path)


def _at(key: str, end: str = "") -> Ask:
    return _get(f"/briefings/ma-brief{key}/{end}")


def _post(key: str, end: str) -> Ask:
    """What changes nothing: a form that does not say whose it is."""
    return lambda client, world: client.post(f"/briefings/ma-brief{key}/{end}")


def _release(client: Client, world: World) -> Any:
    return client.get(f"/briefings/figures/{world.assessments.report.pk}/")


def _entry(name: str) -> Ask:
    def ask(client: Client, world: World) -> Any:
        return client.get(f"/briefings/ma-briefopen/entries/{getattr(world.briefings, name).pk}/")

    return ask


def _sent_entry(name: str) -> Ask:
    def ask(client: Client, world: World) -> Any:
        return client.post(f"/briefings/ma-briefopen/entries/{getattr(world.briefings, name).pk}/")

    return ask


def _own(key: str) -> Ask:
    def ask(client: Client, world: World) -> Any:
        return client.get(f"/briefings/ma-brief{key}/entries/{world.briefings.own[key].pk}/")

    return ask


def _section(key: str, end: str = "") -> Ask:
    def ask(client: Client, world: World) -> Any:
        section = world.briefings.own[key].section_id
        return client.get(f"/briefings/ma-brief{key}/sections/{section}/{end}")

    return ask


# --- who reads what -------------------------------------------------------------------------------------


def no_words(world: World) -> Words:
    """Every word there is, and nobody to read it."""
    here = world.briefings
    narrow = (here.heading_word, here.compiled_word, here.edited_word, here.pending_word, here.reason_word)
    own = (*here.title_words.values(), *here.own_words.values(), here.gone_word)
    practices = [item.word for item in world.practices]
    return dict.fromkeys([*own, *narrow, world.assessments.decided_word, *practices], frozenset())


def _titled(world: World, roles: dict[str, frozenset[str]]) -> Words:
    """The titles of the briefings to these."""
    return no_words(world) | {world.briefings.title_words[key]: roles[key] for key in roles}


def titles(world: World) -> Words:
    return _titled(world, world.briefings.readers)


def written(world: World) -> Words:
    return _titled(world, world.briefings.writers)


def on_dossier(world: World) -> Words:
    """Practices stand on the dossier for themselves."""
    return _without(titles(world), [item.word for item in world.practices])


def in_my_work(world: World) -> Words:
    """Practices and rounds stand there for themselves."""
    words = _titled(world, world.briefings.named)
    return _without(words, [*(item.word for item in world.practices), world.assessments.decided_word])


def _without(words: Words, left: Iterable[str]) -> Words:
    gone = set(left)
    return {word: roles for word, roles in words.items() if word not in gone}


def reports(world: World) -> Words:
    return no_words(world) | {world.assessments.decided_word: ASSESSORS}


def of_readers(key: str) -> Shown:
    return lambda world: _titled(world, {key: world.briefings.readers[key]})


def of_writers(key: str) -> Shown:
    return lambda world: _titled(world, {key: world.briefings.writers[key]})


def of_leaders(key: str) -> Shown:
    return lambda world: _titled(world, {key: world.briefings.leaders[key]})


def own_entry(key: str) -> Shown:
    def words(world: World) -> Words:
        here = world.briefings
        return of_writers(key)(world) | {here.own_words[key]: here.writers[key]}

    return words


def _narrow(world: World, *words: str) -> Words:
    """Words of the entry whose source is for the network only by now."""
    return dict.fromkeys(words, world.briefings.narrow_readers)


def narrowed_entry(world: World) -> Words:
    """Whoever may not read its source is told nothing of it, not even the briefing it would stand in."""
    here = world.briefings
    whole = (here.heading_word, here.compiled_word, here.edited_word, here.pending_word, here.reason_word)
    return no_words(world) | _narrow(world, *whole, here.title_words["open"])


def narrowed_sent(world: World) -> Words:
    """Every writer is given back what they typed, on a page that names the briefing."""
    here = world.briefings
    return narrowed_entry(world) | {here.title_words["open"]: here.writers["open"]}


def composed(key: str) -> Shown:
    """Every entry, to the writers who may read its source now; nothing of what is gone."""

    def words(world: World) -> Words:
        here = world.briefings
        found = own_entry(key)(world)
        return found | _narrow(world, here.heading_word, here.edited_word) if key == "open" else found

    return words


def history(key: str) -> Shown:
    """What was written, with the words of a source to those who may read it now."""

    def words(world: World) -> Words:
        here = world.briefings
        found = own_entry(key)(world)
        return (
            found | _narrow(world, here.heading_word, here.edited_word, here.reason_word)
            if key == "open"
            else found
        )

    return words


def refreshed(key: str) -> Shown:
    """What the sources have for everybody the briefing is for, and the name of what leaves it."""

    def words(world: World) -> Words:
        here = world.briefings
        found = of_writers(key)(world)
        found |= {world.items[name].word: here.writers[key] for name in ("public", "members")}
        if key == "closed":
            return found | {world.assessments.decided_word: here.writers[key]}
        return found | _narrow(world, here.heading_word)

    return words
