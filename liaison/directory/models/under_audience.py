"""Records with an audience that are not pages: the same keys, kept in the same way as ``BasePage`` keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from portal.visibility import NOBODY, PUBLIC, Audience, audience_key, can_view, intern_key, narrow


class UnderAudience(models.Model):
    """A record that only its audience may know of.

    ``own_key`` is the canonical form of ``audience`` and ``communities`` with the stewards' tokens,
    ``audience_key`` the same under whatever the record belongs to. Both are written with every save, and again
    when the communities change (``liaison.directory.audience``).
    """

    audience = models.CharField(
        _("who may see this"),
        max_length=12,
        choices=Audience.choices,
        default=Audience.COMMUNITIES,
        help_text=_("Everyone outside the audience learns nothing of it, not even that it exists."),
    )
    communities = models.ManyToManyField(
        Group,
        verbose_name=_("communities"),
        blank=True,
        related_name="+",
        help_text=_(
            "Counts only where the audience is named communities. The country's desk is always included."
        ),
    )
    own_key = models.CharField(max_length=500, default=NOBODY, editable=False)
    audience_key = models.CharField(max_length=500, default=NOBODY, editable=False, db_index=True)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with fresh keys, whichever fields are being saved, and bring along what belongs to the record."""
        with transaction.atomic():
            is_new = self._state.adding
            self._compute_keys()
            if (fields := kwargs.get("update_fields")) is not None:
                kwargs["update_fields"] = {*fields, "own_key", "audience_key"}
            super().save(*args, **kwargs)
            if not is_new:
                self.refresh_below()

    def audience_tokens(self) -> Iterable[str]:
        """Further holders who belong to every narrow audience of this record: a country's desk."""
        return ()

    def parent_key(self) -> str:
        """The audience key of what this record belongs to; called inside the transaction that saves."""
        return PUBLIC

    def compute_own_key(self) -> str:
        """The canonical key of the record's own audience, its parent left aside."""
        group_ids = self.communities.values_list("pk", flat=True) if self.pk else ()
        return audience_key(self.audience, group_ids, self.audience_tokens())

    def _compute_keys(self) -> None:
        self.own_key = self.compute_own_key()
        self.audience_key = intern_key(narrow(self.parent_key(), self.own_key))

    @transaction.atomic
    def refresh_keys(self) -> None:
        """Compute the keys again and write them, nothing else: something they are made of changed."""
        before = (self.own_key, self.audience_key)
        self._compute_keys()
        if (self.own_key, self.audience_key) != before:
            type(self)._base_manager.filter(pk=self.pk).update(
                own_key=self.own_key, audience_key=self.audience_key
            )
        self.refresh_below()

    def refresh_below(self) -> None:
        """Bring along what belongs to this record, after its keys may have changed."""

    def can_view(self, user: Any) -> bool:
        """Object form of the rule."""
        return can_view(user, self)
