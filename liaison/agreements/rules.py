"""Who may change what is said of an agreement, and what can be said of one."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from liaison.agreements.enums import DATED, Body, Stage
from liaison.agreements.snapshot import Values
from portal.people.enums import Role
from portal.reference.enums import InstrumentFamily, InstrumentKind
from portal.visibility import viewer_for

KEEPERS = frozenset({Role.EUROJUST_DESK, Role.COMMISSION})
"""Roles that keep every agreement: the desk keeps the list (11333/24, ¶6), the Commission negotiates for the Union
(Art. 218 TFEU)."""

OWN_BODY = {Role.EPPO: Body.EPPO, Role.EUROPOL: Body.EUROPOL}
"""Roles that keep the agreements of their own body."""

EARLY = frozenset({Stage.MANDATE, Stage.NEGOTIATION, Stage.INITIALLED})
"""Stages of what is not signed yet."""

OLDEST = 1900


def editable_bodies(user: Any) -> frozenset[str]:
    """The bodies whose agreements a user may add and change. Nobody may by default.

    Superusers, whoever may change instruments (the reference editors), the Eurojust desk and the Commission: all;
    EPPO and Europol: their own.
    """
    viewer = viewer_for(user)
    if viewer.user_id is None or not user.is_active or user.is_guest:
        return frozenset()
    if viewer.sees_all or user.role in KEEPERS or user.has_perm("reference.change_instrument"):
        return frozenset(Body.values)
    return frozenset({OWN_BODY[user.role]}) if user.role in OWN_BODY else frozenset()


def can_edit_agreement(user: Any, body: str) -> bool:
    """Whether a user may change an agreement of this body."""
    return body in editable_bodies(user)


def date_error(text: str) -> str:
    """Why a year, month or day (2024, 2024-06, 2024-06-14) cannot be the date of something that happened."""
    parts = text.split("-")
    try:
        if [len(part) for part in parts] not in ([4], [4, 2], [4, 2, 2]) or not text.isascii():
            raise ValueError
        numbers = [int(part) for part in parts]
        first = datetime.date(numbers[0], *(numbers[1:] + [1, 1])[:2])
    except ValueError:
        return _("Write a year, month or day in figures: 2024, 2024-06 or 2024-06-14.")
    if first.year < OLDEST:
        return _("This is too long ago.")
    return _("This is in the future. Only what has happened is written down.") if first > localdate() else ""


def date_errors(values: Values) -> dict[str, str]:
    """What cannot be of the dates of the stages, by stage: later stages cannot come before earlier ones."""
    errors: dict[str, str] = {}
    latest, latest_label = "", ""
    for stage in DATED:
        date = values["steps"].get(stage, {}).get("date", "")
        if not date:
            continue
        if problem := date_error(date):
            errors[stage] = problem
            continue
        shared = min(len(date), len(latest))
        if date[:shared] < latest[:shared]:
            errors[stage] = _("This is before the date of “%(stage)s”.") % {"stage": latest_label}
        latest, latest_label = date, str(Stage(stage).label)
    return errors


def stage_error(values: Values, kind: str) -> str:
    """Why the stage does not fit the kind or the dates, empty where it does."""
    stage, order = values["stage"], list(Stage.values)
    family = InstrumentKind(kind).family
    if family == InstrumentFamily.MANDATE and stage not in EARLY:
        return _("What is signed is no mandate any more: choose another kind.")
    if stage in DATED and stage not in values["steps"]:
        return _("Say below where it is written that this stage is reached.")
    later = [name for name in values["steps"] if order.index(name) > order.index(stage)]
    if later:
        return _("A later stage has a date or a source below: %(stage)s.") % {"stage": Stage(later[0]).label}
    return ""
