"""A holder with an account leaves a post by a handover and in no other way.

What they keep for the post would be left behind otherwise. Deleting the account of a holder is refused by the
database relation itself (``Post.holder`` is protected).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import ProtectedError
from django.db.models.signals import pre_delete, pre_save
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from liaison.directory.models import Post

_handing_over: ContextVar[bool] = ContextVar("handing_over", default=False)


@contextmanager
def handover_under_way() -> Iterator[None]:
    """Let the holder of a post change, inside the transaction of a handover."""
    token = _handing_over.set(True)
    try:
        yield
    finally:
        _handing_over.reset(token)


@receiver(pre_save, sender=Post, dispatch_uid="directory-holder-only-by-handover")
def refuse_other_ways(sender: type[Post], instance: Post, raw: bool = False, **kwargs: Any) -> None:
    """A holder with an account leaves a post by a handover and in no other way, or what they keep for it would be
    left behind. Raises ``ValidationError`` at the field."""
    if raw or instance.pk is None or _handing_over.get():
        return
    stored = Post.objects.filter(pk=instance.pk).values_list("holder_id", "until").first()
    if stored is None or stored[0] is None:
        return
    if stored[0] != instance.holder_id:
        raise ValidationError(
            {"holder": _("Hand the post over: what belongs to it has to move with it.")}, code="handover"
        )
    today = timezone.localdate()
    if instance.until is not None and instance.until < today and instance.until != stored[1]:
        raise ValidationError(
            {"until": _("Hand the post over: a posting ends with somebody who takes over.")}, code="handover"
        )


@receiver(pre_delete, sender=Post, dispatch_uid="directory-held-post-stays")
def refuse_deletion(sender: type[Post], instance: Post, **kwargs: Any) -> None:
    """A post that somebody holds is not deleted, but handed over first. Raises ``ProtectedError``."""
    if instance.holder_id is not None:
        raise ProtectedError("The post has a holder: it has to be handed over first.", {instance})
