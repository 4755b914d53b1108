"""What is kept of a change, and recording it."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from events.dialogues.models import (
    Approach,
    ApproachChange,
    Commitment,
    CommitmentChange,
    Dialogue,
    DialogueChange,
)
from portal.indexing import mark_changed

NOT_KEPT = frozenset(
    {
        "id",
        "key",
        "slug",
        "own_key",
        "audience_key",
        "owner",
        "version",
        "line_version",
        "created_at",
        "created_by",
        "updated_at",
        "evidence_file",
    }
)

Changes = dict[str, tuple[Any, Any]]


def snapshot(item: models.Model) -> dict[str, Any]:
    """The fields of an item as JSON can hold them, relations as sorted lists of keys. A query for each relation."""
    found: dict[str, Any] = {}
    for field in item._meta.concrete_fields:
        if field.name not in NOT_KEPT:
            found[field.name] = plain(getattr(item, field.attname))
    for relation in item._meta.many_to_many:
        found[relation.name] = sorted(getattr(item, relation.name).values_list("pk", flat=True))
    return found


def plain(value: Any) -> Any:
    """A value as JSON holds it."""
    if isinstance(value, datetime.datetime):
        return value.astimezone(datetime.UTC).isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    return value


def differences(before: dict[str, Any], after: dict[str, Any]) -> Changes:
    """The names whose values differ, with both."""
    return {name: (before.get(name), after[name]) for name in after if before.get(name) != after[name]}


def _halves(changes: Changes) -> dict[str, dict[str, Any]]:
    return {
        "before": {name: pair[0] for name, pair in changes.items()},
        "after": {name: pair[1] for name, pair in changes.items()},
    }


def record(dialogue: Dialogue, changes: Changes, by: Any, *, key: str = "", own: bool = False) -> None:
    """Keep a change of a dialogue or of what stands in it, inside the transaction that made it.

    ``own`` says that it is the dialogue's own fields, whose version rises. ``key`` is the audience key of what was
    changed, where not every organiser may see it.
    """
    if own:
        dialogue.version += 1
        Dialogue.objects.filter(pk=dialogue.pk).update(version=dialogue.version)
    DialogueChange.objects.create(dialogue=dialogue, by=by, key=key, **_halves(changes))
    mark_changed("dialogue", [dialogue.pk])


def record_commitment(commitment: Commitment, changes: Changes, by: Any) -> None:
    """Raise the version of a commitment and keep its change."""
    commitment.version += 1
    Commitment.objects.filter(pk=commitment.pk).update(version=commitment.version)
    CommitmentChange.objects.create(commitment=commitment, by=by, **_halves(changes))


def record_approach(approach: Approach, changes: Changes, by: Any) -> None:
    """Raise the version of an approach and keep its change."""
    approach.version += 1
    Approach.objects.filter(pk=approach.pk).update(version=approach.version)
    ApproachChange.objects.create(approach=approach, by=by, **_halves(changes))


def field_name(name: str, model: type[models.Model] = Dialogue) -> str:
    """The name of what changed, for a history."""
    others = {
        "created": _("created"),
        "delegations": _("delegations"),
        "agenda": _("agenda"),
        "papers": _("papers"),
        "checklist": _("checklist"),
        "commitments": _("commitments"),
        "joint_line": _("joint line"),
    }
    if name in others:
        return others[name]
    field = model._meta.get_field(name)
    return str(getattr(field, "verbose_name", name))
