"""Keeping the words of a form while they are typed: one person's, for that person alone."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from portal.keeping.models import KeptForm
from portal.keeping.reading import FormData

KEPT_FOR = datetime.timedelta(days=30)
MOST = 100
"""Forms of one person; the oldest give way."""


class Conflict(Exception):
    """Other words of the same person were kept in another tab or on another device. Carries them."""

    def __init__(self, kept: KeptForm) -> None:
        super().__init__(kept.pk)
        self.kept = kept


def kept_form(user: Any, form: str) -> KeptForm | None:
    """What a user has kept of a form, closed or not. One query."""
    return KeptForm.objects.filter(owner=user.pk, form=form).first()


def keep(*, user: Any, form: str, data: FormData, base: int, version: int) -> KeptForm:
    """Keep the words of a form, if nothing newer was kept since ``version``; 0 where nothing was there.

    ``base`` is the version of the record that the writer started from. Keeping the same words again is no conflict, and
    words typed after the form was saved in another tab are kept anew. Raises ``Conflict``.
    """
    if kept_form(user, form) is None:
        try:
            with transaction.atomic():
                made = KeptForm.objects.create(owner=user, form=form, data=data, base=base)
        except IntegrityError:
            pass  # Another tab came first; what follows compares with it.
        else:
            _make_room(user)
            return made
    kept = KeptForm.objects.get(owner=user.pk, form=form)
    if kept.is_open and kept.data == data:
        return kept
    stored = KeptForm.objects.filter(pk=kept.pk, version=version if kept.is_open else kept.version)
    changed = stored.update(
        data=data, base=base, version=F("version") + 1, is_open=True, updated_at=timezone.now()
    )
    kept.refresh_from_db()
    if not changed and kept.data != data:
        raise Conflict(kept)
    return kept


def _make_room(user: Any) -> None:
    """Nothing is kept for ever, nor without limit."""
    own = KeptForm.objects.filter(owner=user.pk)
    own.filter(updated_at__lt=timezone.now() - KEPT_FOR).delete()
    too_many = own.order_by("-updated_at", "-pk").values_list("pk", flat=True)[MOST:]
    own.filter(pk__in=list(too_many)).delete()


def close(user: Any, form: str) -> None:
    """Nothing is kept of a form any more: it was saved, or its words were thrown away.

    The row stays, so that a device with a copy of the words learns that they have arrived.
    """
    closed = KeptForm.objects.filter(owner=user.pk, form=form)
    changes = {"data": {}, "is_open": False, "version": F("version") + 1, "updated_at": timezone.now()}
    if not closed.update(**changes):
        KeptForm.objects.bulk_create(
            [KeptForm(owner_id=user.pk, form=form, is_open=False)], ignore_conflicts=True
        )
