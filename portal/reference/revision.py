"""Notice of changes to the reference data, for what processes keep in memory."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models.signals import post_delete, post_save

from portal.prepared import Prepared
from portal.reference.models import (
    Country,
    CountryAlias,
    Instrument,
    InstrumentAlias,
    InstrumentTitle,
    Revision,
    Topic,
    TopicTerm,
)

WATCHED = (Country, CountryAlias, Instrument, InstrumentAlias, InstrumentTitle, Topic, TopicTerm)


_stamp = Prepared(lambda: Revision.objects.filter(pk=1).values_list("stamp"))


def current() -> str:
    """The stamp of the reference data as the database has it now; empty before anything was loaded."""
    found = _stamp.rows()
    return found[0][0] if found else ""


def bump() -> None:
    """Say that reference data changed. Part of the caller's transaction, as the change is.

    Bulk writes send no signals: whoever makes them calls this.
    """
    Revision.objects.update_or_create(pk=1, defaults={"stamp": uuid.uuid4().hex})


def _changed(sender: type, instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        bump()


def _title_changed(sender: type, instance: InstrumentTitle, raw: bool = False, **kwargs: Any) -> None:
    """Keep the instrument's names as its titles are."""
    if not raw:
        keep_names([instance.instrument_id])


def keep_names(codes: list[str]) -> None:
    """Copy the titles of these instruments into their ``names``."""
    names: dict[str, dict[str, str]] = {code: {} for code in codes}
    rows = InstrumentTitle.objects.filter(instrument__in=codes).values_list(
        "instrument_id", "language", "title"
    )
    for code, language, title in rows:
        names[code][language] = title
    stored = list(Instrument.objects.filter(code__in=codes).only("code", "names"))
    changed = [instrument for instrument in stored if instrument.names != names[instrument.code]]
    for instrument in changed:
        instrument.names = names[instrument.code]
    if changed:
        Instrument.objects.bulk_update(changed, ["names"], batch_size=200)


def connect() -> None:
    """Listen to the models that make up the reference data."""
    for signal in (post_save, post_delete):
        for model in WATCHED:
            signal.connect(_changed, sender=model, dispatch_uid=f"reference-{model.__name__}")
        signal.connect(_title_changed, sender=InstrumentTitle, dispatch_uid="reference-names")
