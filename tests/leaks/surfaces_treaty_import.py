"""Surfaces of changing treaty status. The facts are public; who imports them, from which file, is for treaty editors,
and who changed a fact is for members."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.test import Client

from liaison.treaties.models import TreatyImport, TreatyStatement, TreatyStatus, TreatyStatusChange
from portal.people.models import User
from portal.reference.models import Country, Instrument
from tests.leaks.world import EVERYONE, MEMBERS

if TYPE_CHECKING:
    from tests.leaks.surfaces import ListSurface
    from tests.leaks.world import World

FILE_WORD, EDITOR_WORD, NOTE_WORD = "fennelquartz", "saffronlynx", "larkspurvane"
EDITORS = frozenset({"eurojust desk", "superuser"})

Words = Callable[["World"], dict[str, frozenset[str]]]


def _place(world: World) -> dict[str, int]:
    """An import by somebody whose name stands nowhere else, of one fact, with a reservation; made when first asked."""
    by, _made = User.objects.get_or_create(
        username="treatyeditor", defaults={"email": "treatyeditor@example.org", "first_name": EDITOR_WORD}
    )
    given, _made = TreatyImport.objects.get_or_create(
        file_name=f"{FILE_WORD}.csv", defaults={"digest": "0", "state": "applied", "by": by, "created": 1}
    )
    Instrument.objects.filter(pk="CETS182").update(kind="coe-protocol")
    sourced = {"source": "A", "as_of": "2024-01-01", "confidence": "high"}
    row, _made = TreatyStatus.objects.get_or_create(
        instrument_id="CETS182",
        party="MA",
        defaults={
            "country": Country.objects.get(pk="MA"),
            "status": "in_force",
            "note": NOTE_WORD,
            **sourced,
        },
    )
    TreatyStatusChange.objects.get_or_create(
        instrument_id="CETS182", party="MA", defaults={"by": by, "source_import": given, "after": sourced}
    )
    statement, _made = TreatyStatement.objects.get_or_create(
        status=row, defaults={"kind": "reservation", "text": "No", **sourced}
    )
    return {"import": given.pk, "statement": statement.pk}


def _get(address: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(address.format(**_place(world)))


def _post(address: str, **data: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.post(address.format(**_place(world)), data)


def _words(files: frozenset[str], names: frozenset[str], notes: frozenset[str]) -> Words:
    """Who reads the file's name, the editor's name and the note of the fact; nothing of any other item."""
    from tests.leaks.surfaces import nothing

    return lambda world: {**nothing(world), FILE_WORD: files, EDITOR_WORD: names, NOTE_WORD: notes}


NOBODY: frozenset[str] = frozenset()
FORM = "/treaties/edit/cets182/ma/"
SAID = FORM + "statement/{statement}/"


def treaty_import_lists() -> list[ListSurface]:
    """The surfaces, for the one list in ``surfaces.py``."""
    from tests.leaks.surfaces import ListSurface

    return [
        ListSurface(name, (url,), ask, _words(files, names, notes))
        for name, url, ask, files, names, notes in (
            ("imports of treaty status", "treaties:imports", _get("/treaties/import/"), EDITORS, EDITORS, NOBODY),
            ("sending nothing to import", "treaties:imports", _post("/treaties/import/"), EDITORS, EDITORS, NOBODY),
            ("an import", "treaties:import", _get("/treaties/import/{import}/"), EDITORS, EDITORS, NOBODY),
            ("an import there is not", "treaties:import", _get("/treaties/import/987654/"), NOBODY, NOBODY, NOBODY),
            ("history of a fact", "treaties:history", _get("/treaties/history/cets182/ma/"), NOBODY, MEMBERS, EVERYONE),
            ("which fact to change", "treaties:pick", _get("/treaties/edit/"), NOBODY, NOBODY, NOBODY),
            ("form of a fact", "treaties:edit", _get(FORM), NOBODY, NOBODY, EDITORS),
            ("form of a fact, sent empty", "treaties:edit", _post(FORM), NOBODY, NOBODY, NOBODY),
            ("new reservation", "treaties:statement_add", _get(f"{FORM}statement/"), NOBODY, NOBODY, NOBODY),
            ("form of a reservation", "treaties:statement", _get(SAID), NOBODY, NOBODY, NOBODY),
        )
    ]  # fmt: skip
