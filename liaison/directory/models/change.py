"""Who changed what, when."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.directory.enums import ChangeKind
from portal.visibility import NOBODY, intern_key, narrow, visible_q


class ChangeQuerySet(models.QuerySet["DirectoryChange"]):
    """Changes under the audience rule; whoever asks has asked it about the entry first."""

    def visible_to(self, user: Any) -> ChangeQuerySet:
        """Changes whose values a viewer may see."""
        return self.filter(visible_q(user, owner_field="post__holder"))


class DirectoryChange(models.Model):
    """One change of an entry or of one of its contacts.

    ``changes`` is a list of ``{"field", "before", "after"}``, names and values as they are stored.
    ``audience_key`` is as narrow as what was changed was before and after it, and becomes as narrow as that
    becomes later: an old value never comes to light because something else was widened.
    """

    post = models.ForeignKey(
        "directory.Post", null=True, blank=True, on_delete=models.CASCADE, related_name="history"
    )
    authority = models.ForeignKey(
        "directory.Authority", null=True, blank=True, on_delete=models.CASCADE, related_name="history"
    )
    contact_id = models.BigIntegerField(_("contact"), null=True, blank=True, db_index=True)
    kind = models.CharField(_("what happened"), max_length=12, choices=ChangeKind.choices)
    changes = models.JSONField(default=list, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    audience_key = models.CharField(max_length=500, default=NOBODY, db_index=True)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change in the directory")
        verbose_name_plural = _("changes in the directory")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return str(self.get_kind_display())


def narrow_history(contact_id: int, key: str) -> None:
    """Make what was recorded of a contact as narrow as the contact is now, or was when it was removed."""
    for change in DirectoryChange.objects.filter(contact_id=contact_id):
        narrowed = narrow(change.audience_key, key)
        if narrowed != change.audience_key:
            DirectoryChange.objects.filter(pk=change.pk).update(audience_key=intern_key(narrowed))
