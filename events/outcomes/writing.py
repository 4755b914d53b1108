"""Writing an outcome: minutes, conclusions and action points, one version after the other, each change kept."""

from __future__ import annotations

import datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone

from events.exchanges.models import Event
from events.outcomes.access import may_report, may_write
from events.outcomes.models import ActionPoint, Conclusion, Minutes, OutcomeChange

M = TypeVar("M", bound=models.Model)

MINUTES_FIELDS = ("text", "language", "reach")
CONCLUSION_FIELDS = ("title", "text", "language", "reach")
POINT_FIELDS = ("text", "language", "owner_id", "office", "due", "conclusion_id", "state", "note", "reach")
REPORT_FIELDS = ("state", "note")
"""What the owner of an action point says of it."""


class OutcomeConflict(Exception):
    """Somebody else has changed it since it was shown. Carries it as it is; nothing was overwritten."""

    def __init__(self, stored: Any) -> None:
        super().__init__(stored.pk)
        self.stored = stored


def state_of(item: models.Model, fields: tuple[str, ...]) -> dict[str, Any]:
    """What is kept of an item in the history."""
    return {name: _plain(getattr(item, name)) for name in fields}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date | datetime.datetime) else value


def log_change(
    event_id: int, subject: str, title: str, by: Any, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Keep who changed what."""
    OutcomeChange.objects.create(
        event_id=event_id, subject=subject, title=title[:200], by=by, before=before, after=after
    )


def _require_writer(by: Any, event: Event) -> None:
    if not may_write(by, event):
        raise PermissionDenied


# --- minutes --------------------------------------------------------------------------------------------


@transaction.atomic
def save_minutes(
    *, event: Event, values: dict[str, Any], version: int, by: Any, share: bool | None = None
) -> Minutes:
    """Save the minutes of an event; ``share`` gives them out (``True``) or takes them back (``False``).

    ``version`` 0 is that of minutes that are not there yet. Raises ``OutcomeConflict`` where somebody else was
    faster, ``PermissionDenied`` for those who do not organise.
    """
    _require_writer(by, event)
    stored = _locked_minutes(event)
    same_text = state_of(stored, MINUTES_FIELDS) == {name: values[name] for name in MINUTES_FIELDS}
    if stored.version != version and not same_text:
        raise OutcomeConflict(stored)
    before = {**state_of(stored, MINUTES_FIELDS), "shared": stored.is_shared}
    for name in MINUTES_FIELDS:
        setattr(stored, name, values[name])
    if share is not None and share != stored.is_shared:
        stored.shared_at = timezone.now() if share else None
    after = {**state_of(stored, MINUTES_FIELDS), "shared": stored.is_shared}
    if before == after and stored.version:
        return stored
    stored.version += 1
    stored.updated_by = by
    stored.save()
    log_change(event.pk, "minutes", "", by, before if version else {}, after)
    return stored


def _locked_minutes(event: Event) -> Minutes:
    """The minutes, held until the transaction ends; made empty where there are none, one for all who come at once."""
    Minutes.objects.bulk_create([Minutes(event=event)], ignore_conflicts=True)
    stored = Minutes.objects.select_for_update(of=("self",)).get(event=event)
    stored.event = event
    return stored


# --- conclusions and action points ----------------------------------------------------------------------


@transaction.atomic
def save_conclusion(
    *, event: Event, conclusion: Conclusion | None, values: dict[str, Any], version: int, by: Any
) -> Conclusion:
    """Add a conclusion (``None``) or change one. Raises as ``save_minutes``, and ``Conclusion.DoesNotExist``."""
    _require_writer(by, event)
    if conclusion is None:
        made = Conclusion(event=event, added_by=by, **values)
        return _add(made, CONCLUSION_FIELDS, "conclusion", by)
    return _change(conclusion, CONCLUSION_FIELDS, values, version, "conclusion", by)


@transaction.atomic
def save_point(
    *, event: Event, point: ActionPoint | None, values: dict[str, Any], version: int, by: Any
) -> ActionPoint:
    """Add an action point (``None``) or change one. Raises as ``save_conclusion``."""
    _require_writer(by, event)
    if point is None:
        made = ActionPoint(event=event, added_by=by, **values)
        return _add(made, POINT_FIELDS, "point", by)
    return _change(point, POINT_FIELDS, values, version, "point", by)


@transaction.atomic
def report_point(*, point: ActionPoint, values: dict[str, Any], version: int, by: Any) -> ActionPoint:
    """Say how an action point stands. Raises as ``save_point``, for those who neither do it nor organise."""
    if not may_report(by, point):
        raise PermissionDenied
    return _change(point, REPORT_FIELDS, values, version, "point", by)


def _add(made: M, fields: tuple[str, ...], kind: str, by: Any) -> M:
    made.full_clean(exclude=["event", "added_by"])
    made.save()
    log_change(made.event_id, f"{kind}:{made.pk}", str(made), by, {}, state_of(made, fields))  # type: ignore[attr-defined]
    return made


def _change(item: M, fields: tuple[str, ...], values: dict[str, Any], version: int, kind: str, by: Any) -> M:
    manager: models.Manager[M] = type(item)._default_manager
    stored: Any = manager.select_for_update(of=("self",)).get(pk=item.pk)
    before = state_of(stored, fields)
    for name in fields:
        setattr(stored, name, values[name])
    after = state_of(stored, fields)
    if before == after:
        return stored
    if stored.version != version:
        raise OutcomeConflict(manager.get(pk=item.pk))
    stored.version += 1
    stored.full_clean(exclude=["event", "added_by"])
    stored.save()
    log_change(stored.event_id, f"{kind}:{stored.pk}", str(stored), by, before, after)
    return stored


@transaction.atomic
def remove(*, item: Conclusion | ActionPoint, by: Any) -> None:
    """Remove a conclusion or an action point; its text stays in the history. Removing twice does nothing more.

    A practice made of a conclusion stays. Raises ``PermissionDenied`` for those who do not organise.
    """
    _require_writer(by, item.event)
    kind, fields = (
        ("conclusion", CONCLUSION_FIELDS) if isinstance(item, Conclusion) else ("point", POINT_FIELDS)
    )
    manager: models.Manager[Any] = type(item)._default_manager
    stored = manager.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if stored is None:
        return
    log_change(stored.event_id, f"{kind}:{stored.pk}", str(stored), by, state_of(stored, fields), {})
    stored.delete()
