"""Instruments of international cooperation: conventions, agreements, working arrangements, mandates."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from modelcluster.models import ClusterableModel

from portal.reference import cldr, titles
from portal.reference.enums import (
    Confidence,
    InstrumentAliasKind,
    InstrumentFamily,
    InstrumentKind,
    InstrumentStatus,
    Organisation,
)

PARTIAL_DATE = RegexValidator(
    r"^\d{4}(-\d{2}(-\d{2})?)?\Z", _("A year, a month (2019-03) or a day (2019-03-14) in figures.")
)


class InstrumentQuerySet(models.QuerySet["Instrument"]):
    """Instruments by what they are good for."""

    def of_family(self, family: InstrumentFamily) -> InstrumentQuerySet:
        """Only those of one family: agreements, working arrangements and mandates are never mixed."""
        return self.filter(kind__in=[kind.value for kind in InstrumentKind if kind.family == family])

    def agreements(self) -> InstrumentQuerySet:
        """International agreements: the only ones that can be a legal basis."""
        return self.of_family(InstrumentFamily.AGREEMENT)


class Instrument(ClusterableModel):
    """A legal or practical instrument. Parties to open conventions are not stored here."""

    code = models.CharField(
        _("code"),
        max_length=40,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z0-9]+(-[A-Z0-9]+)*\Z", _("Capital letters, figures and hyphens."))],
    )
    kind = models.CharField(_("kind"), max_length=20, choices=InstrumentKind.choices)
    organisation = models.CharField(_("organisation"), max_length=10, choices=Organisation.choices)
    official_no = models.CharField(_("official number"), max_length=60, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("supplements or amends"),
        related_name="children",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    short_title = models.CharField(_("short title in English"), max_length=120, blank=True)
    depositary = models.CharField(_("depositary"), max_length=120, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    opened = models.DateField(_("opened for signature or signed"), null=True, blank=True)
    opened_text = models.CharField(
        _("opened or signed, as recorded"), max_length=10, blank=True, validators=[PARTIAL_DATE]
    )
    in_force = models.DateField(_("in force since"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=50, choices=InstrumentStatus.choices)
    reference = models.CharField(_("official reference"), max_length=200, blank=True)
    parties = models.JSONField(
        _("parties named by the instrument"),
        default=list,
        blank=True,
        help_text=_("Codes of the countries and bodies that concluded an agreement between them."),
    )
    countries = ParentalManyToManyField(
        "reference.Country",
        verbose_name=_("countries that concluded it"),
        related_name="agreements",
        blank=True,
    )
    topics = ParentalManyToManyField(
        "reference.Topic", verbose_name=_("topics"), related_name="instruments", blank=True
    )
    source = models.TextField(_("source"), blank=True)
    sources = ParentalManyToManyField(
        "reference.Source", verbose_name=_("sources"), related_name="instruments", blank=True
    )
    as_of = models.CharField(_("as of"), max_length=60, blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)
    verify_at = models.URLField(_("verify at"), max_length=500, blank=True)
    note = models.TextField(_("note"), blank=True)
    names = models.JSONField(default=dict, editable=False)
    """Title by language, kept from ``titles`` so that showing a name takes no query."""
    is_local = models.BooleanField(
        _("changed here"),
        default=False,
        help_text=_("Loading the reference data again leaves this record alone."),
    )

    objects = InstrumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.label()

    def clean(self) -> None:
        """Reject dates that cannot be: in force before being opened or signed."""
        super().clean()
        if self.opened and self.in_force and self.in_force < self.opened:
            raise ValidationError({"in_force": _("In force before it was opened or signed.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a full date also fills the date as recorded."""
        if self.opened and not self.opened_text:
            self.opened_text = self.opened.isoformat()
        super().save(*args, **kwargs)

    @property
    def family(self) -> InstrumentFamily:
        """Agreement, working arrangement, contact point, adequacy decision or mandate."""
        return InstrumentKind(self.kind).family

    @property
    def slug(self) -> str:
        """The code as it stands in addresses: ``/instruments/cets182/``."""
        return self.code.lower()

    @property
    def is_verified(self) -> bool:
        """Whether a source was read that supports the record. Otherwise say so wherever it is shown."""
        return self.confidence in (Confidence.HIGH, Confidence.MEDIUM)

    @property
    def number_aliases(self) -> list[str]:
        """The official number under each name of its series: CETS 182, ETS 182, STE 182, SEV 182."""
        return titles.number_aliases(self.official_no)

    def name(self, language: str | None = None) -> str:
        """The full title in a language, falling back to English, then to the short title and the code."""
        wanted = (language or cldr.active_language()).lower().replace("_", "-").split("-")[0]
        return self.names.get(wanted) or self.names.get("en") or self.short_title or self.code

    def short_name(self, language: str | None = None) -> str:
        """The usual short title for English readers, otherwise the title without its date."""
        wanted = (language or cldr.active_language()).lower().replace("_", "-").split("-")[0]
        if wanted == "en" or wanted not in self.names:
            return self.short_title or self.name("en")
        return titles.without_date(self.names[wanted])

    def label(self, language: str | None = None) -> str:
        """What a list or facet shows, in one line and without a query: "CETS 182 – MLA 2nd Protocol".

        Agreements of one title with several countries are told apart by the countries' names.
        """
        short = self.short_name(language)
        if self.organisation == Organisation.COE:
            return f"{titles.display_number(self.official_no) or self.code} – {short}"
        if self.organisation == Organisation.UN and self.code.isalpha():
            return f"{self.code} – {short}"
        unnamed = [
            code for code in self.parties if len(code) == 2 and code != "EU" and not self._says(short, code)
        ]
        return (
            f"{short} ({', '.join(cldr.territory_name(code, language) for code in unnamed)})"
            if unnamed
            else short
        )

    @staticmethod
    def _says(title: str, country: str) -> bool:
        """Whether a title names a country: in English, or in one of the interface's languages."""
        return any(
            cldr.territory_name(country, language) in title for language in ("en", "fr", "de", "it", "nl")
        )


class InstrumentTitle(models.Model):
    """The title of an instrument in one language, with its source."""

    instrument = ParentalKey(
        Instrument, verbose_name=_("instrument"), related_name="titles", on_delete=models.CASCADE
    )
    language = models.CharField(_("language"), max_length=10)
    title = models.TextField(_("title"))
    source = models.TextField(_("source"), blank=True)
    source_ref = models.TextField(_("where in the source"), blank=True)
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)

    class Meta:
        verbose_name = _("title of an instrument")
        verbose_name_plural = _("titles of instruments")
        ordering = ["instrument", "language"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "language"], name="instrument_title_unique")
        ]

    def __str__(self) -> str:
        return self.title


class InstrumentAlias(models.Model):
    """Another name by which readers look for an instrument. Numbers of its series need no record."""

    instrument = ParentalKey(
        Instrument, verbose_name=_("instrument"), related_name="aliases", on_delete=models.CASCADE
    )
    text = models.CharField(_("alias"), max_length=200)
    language = models.CharField(_("language"), max_length=10)
    kind = models.CharField(_("kind"), max_length=10, choices=InstrumentAliasKind.choices)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("alias of an instrument")
        verbose_name_plural = _("aliases of instruments")
        ordering = ["instrument", "language", "text"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "language", "text"], name="instrument_alias_unique")
        ]

    def __str__(self) -> str:
        return self.text
