"""Contacts: one way to reach a post or an authority, under an audience of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.directory.enums import ContactKind
from liaison.directory.models.authority import Authority
from liaison.directory.models.change import narrow_history
from liaison.directory.models.entry import DirectoryEntry
from liaison.directory.models.post import Post
from liaison.directory.models.under_audience import UnderAudience
from portal.visibility import visible_q


class ContactQuerySet(models.QuerySet["Contact"]):
    """Contacts under the audience rule."""

    def visible_to(self, user: Any) -> ContactQuerySet:
        """The contacts a viewer may see; the holder of a post sees all of the post's."""
        return self.filter(visible_q(user, owner_field="post__holder"))


class Contact(UnderAudience):
    """A phone number, an address: of one post or of one authority, never wider than that is."""

    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts")
    authority = models.ForeignKey(
        Authority, null=True, blank=True, on_delete=models.CASCADE, related_name="contacts"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ContactKind.choices)
    value = models.CharField(_("number or address"), max_length=500)
    label = models.CharField(
        _("label"),
        max_length=120,
        blank=True,
        help_text=_("An office or a use: secretariat, requests in English."),
    )
    hours = models.CharField(_("hours"), max_length=120, blank=True, help_text=_("With the time zone."))
    is_urgent = models.BooleanField(_("for urgent cases"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ContactQuerySet.as_manager()

    class Meta:
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        ordering = ["-is_urgent", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_of_one",
                condition=models.Q(post__isnull=True) ^ models.Q(authority__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())

    @property
    def entry(self) -> DirectoryEntry:
        """The post or the authority that is reached."""
        found = self.post if self.post_id else self.authority
        assert found is not None  # noqa: S101 - the constraint contact_of_one
        return found

    @property
    def owner_id(self) -> int | None:
        """The holder of the post always sees the post's contacts."""
        return self.post.holder_id if self.post_id and self.post is not None else None

    def audience_tokens(self) -> Iterable[str]:
        return self.entry.audience_tokens()

    def parent_key(self) -> str:
        """The entry's key, the entry being locked: narrowing it either waits for this contact or is seen by it."""
        model = Post if self.post_id else Authority
        entries = model._default_manager.select_for_update(of=("self",))
        return entries.values_list("audience_key", flat=True).get(pk=self.entry.pk)

    def refresh_below(self) -> None:
        """Earlier values of a contact are as narrow as the contact has become."""
        narrow_history(self.pk, self.audience_key)
