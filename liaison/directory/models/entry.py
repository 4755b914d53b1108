"""What posts and authorities have in common."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property

from babel import Locale
from babel.core import UnknownLocaleError
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.directory.enums import Confidence
from liaison.directory.models.under_audience import UnderAudience
from liaison.directory.models.verified import Verified
from portal.indexing import mark_changed
from portal.people.queries import desk_tokens
from portal.reference import cldr

ADDRESS = re.compile(r"https?://\S+")


class DirectoryEntry(Verified, UnderAudience):
    """An entry about one third country, looked after by that country's desk.

    ``key`` names the row of a data file an entry was loaded from; ``is_local`` that it was changed here, so that
    loading leaves it alone. ``version`` rises with every change of the entry's own fields (not of its contacts,
    of which an editor may not know).
    """

    country = models.ForeignKey(
        "reference.Country",
        verbose_name=_("country"),
        on_delete=models.PROTECT,
        related_name="directory_%(class)s_set",
    )
    languages = models.JSONField(_("languages"), default=list, blank=True)
    note = models.TextField(_("note"), blank=True, max_length=5000)
    source = models.CharField(_("source"), max_length=500, blank=True)
    source_date = models.CharField(
        _("date of the source"),
        max_length=10,
        blank=True,
        help_text=_("Year, month or day: 2024, 2024-06 or 2024-06-14."),
    )
    confidence = models.CharField(_("confidence"), max_length=6, choices=Confidence.choices, blank=True)
    is_example = models.BooleanField(_("example"), default=False)
    key = models.CharField(max_length=80, unique=True, null=True, blank=True, editable=False)
    is_local = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        abstract = True

    def get_absolute_url(self) -> str:
        """The address of the entry's page."""
        raise NotImplementedError

    def label(self, language: str | None = None) -> str:
        """What the entry is called, in a language (default: the reader's)."""
        raise NotImplementedError

    @cached_property
    def _desk(self) -> tuple[str, frozenset[str]]:
        return self.country_id, desk_tokens(self.country_id)

    def audience_tokens(self) -> Iterable[str]:
        """The desk of the principal country belongs to every narrow audience."""
        if self._desk[0] != self.country_id:
            del self._desk
        return self._desk[1]

    def forget_desk(self) -> None:
        """Ask for the desk again: it was opened or closed since this object was read."""
        self.__dict__.pop("_desk", None)

    entry_type = ""
    """The type under which the search knows these entries."""

    def refresh_below(self) -> None:
        """Contacts are never wider than their entry; their desk is the entry's. The search follows."""
        mark_changed(self.entry_type, [self.pk])
        for contact in self.contacts.all():  # type: ignore[attr-defined]
            contact.refresh_keys()

    @property
    def source_url(self) -> str:
        """The address in the source, where it names one."""
        found = ADDRESS.search(self.source)
        return found[0].rstrip(").,;") if found else ""

    @property
    def language_names(self) -> list[str]:
        """The languages by name, in the reader's language."""
        return [language_name(code) for code in self.languages]


def language_name(code: str, language: str | None = None) -> str:
    """The name of a language (ISO 639-1) in the reader's language; the code where CLDR knows none."""
    try:
        return (
            Locale.parse(code).get_language_name((language or cldr.active_language()).replace("-", "_"))
            or code
        )
    except (UnknownLocaleError, ValueError):
        return code
