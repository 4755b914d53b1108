"""Who is bound by which treaty, since when and with which reservations (11333/24, ¶7).

All of it is public: facts from published sources, each with source and as-of date. The absence of a row is not
proof that a State is not a party (data/SOURCES.md): it is shown as "no data".
"""

from __future__ import annotations

import datetime
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.treaties.enums import (
    ConsentType,
    ForceBasis,
    ImportState,
    PartyStatus,
    PartyType,
    Standing,
    StatementKind,
)
from liaison.treaties.standing import standing_on
from portal.reference.enums import Confidence
from portal.reference.models import Country, Instrument, Topic


class SourcedFact(models.Model):
    """What every fact carries: where it is from, of which day that is, and how far it can be relied on."""

    source = models.CharField(
        _("source"),
        max_length=200,
        help_text=_("Codes of sources, joined by a plus sign (data/sources.csv)."),
    )
    as_of = models.DateField(_("as of"))
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)

    class Meta:
        abstract = True

    @property
    def source_codes(self) -> list[str]:
        """The codes of the sources; each is a ``reference.Source`` where that is known."""
        return [part.strip() for part in self.source.split("+") if part.strip()]


class TreatyStatus(SourcedFact):
    """One party to one instrument: signature, consent, entry into force, denunciation, as the source has them."""

    instrument = models.ForeignKey(
        Instrument, verbose_name=_("instrument"), related_name="statuses", on_delete=models.PROTECT
    )
    party = models.CharField(
        _("party"), max_length=2, validators=[RegexValidator(r"^[A-Z]{2}\Z", _("ISO 3166-1 alpha-2, or EU."))]
    )
    country = models.ForeignKey(
        Country,
        verbose_name=_("country"),
        related_name="treaty_statuses",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    party_type = models.CharField(_("kind of party"), max_length=12, choices=PartyType.choices)
    responsible = models.ForeignKey(
        Country,
        verbose_name=_("responsible State"),
        related_name="+",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        help_text=_("For a territory: the State that extended the treaty to it."),
    )
    signed = models.DateField(_("signed"), null=True, blank=True)
    consent_date = models.DateField(_("consent to be bound"), null=True, blank=True)
    consent_type = models.CharField(
        _("kind of consent"), max_length=40, choices=ConsentType.choices, blank=True
    )
    in_force = models.DateField(_("in force since"), null=True, blank=True)
    in_force_basis = models.CharField(
        _("entry into force is"), max_length=10, choices=ForceBasis.choices, blank=True
    )
    denounced = models.DateField(_("denunciation notified"), null=True, blank=True)
    denunciation_effective = models.DateField(_("denunciation effective"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=30, choices=PartyStatus.choices)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("treaty status")
        verbose_name_plural = _("treaty status")
        ordering = ["instrument", "party"]
        constraints = [models.UniqueConstraint(fields=["instrument", "party"], name="treaty_status_unique")]
        indexes = [models.Index(fields=["party", "instrument"], name="treaty_status_party")]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.party}"

    def clean(self) -> None:
        """An organisation has no country, every other party has; a territory names the State responsible."""
        super().clean()
        if (self.party_type == PartyType.ORGANISATION) == bool(self.country_id):
            raise ValidationError(
                {"country": _("A State or territory is a country; an organisation is none.")}
            )
        if (self.party_type == PartyType.TERRITORY) != bool(self.responsible_id):
            raise ValidationError(
                {"responsible": _("A territory, and nothing else, names a responsible State.")}
            )

    def standing_on(self, day: datetime.date) -> Standing:
        """Where the party stands on a day (``liaison.treaties.standing`` has the rule)."""
        return standing_on(self, day)


class TreatyStatement(SourcedFact):
    """A reservation, declaration, objection or notice of territorial application by a party."""

    status = models.ForeignKey(
        TreatyStatus, verbose_name=_("party"), related_name="statements", on_delete=models.CASCADE
    )
    kind = models.CharField(_("kind"), max_length=24, choices=StatementKind.choices)
    article = models.CharField(_("article"), max_length=60, blank=True)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=10, default="en")
    date = models.DateField(_("date"), null=True, blank=True)
    withdrawn = models.DateField(_("withdrawn on"), null=True, blank=True)
    topics = models.ManyToManyField(
        Topic,
        verbose_name=_("measures"),
        related_name="+",
        blank=True,
        help_text=_("The measures it concerns. None chosen: all that the treaty covers."),
    )

    class Meta:
        verbose_name = _("reservation or declaration")
        verbose_name_plural = _("reservations and declarations")
        ordering = ["status", "kind", "article", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.article}".strip()

    def clean(self) -> None:
        """Nothing is withdrawn before it was made."""
        super().clean()
        if self.date and self.withdrawn and self.withdrawn < self.date:
            raise ValidationError({"withdrawn": _("Withdrawn before it was made.")})


class TreatyProvision(SourcedFact):
    """Which articles of an instrument govern a measure, read in the text named as source."""

    instrument = models.ForeignKey(
        Instrument, verbose_name=_("instrument"), related_name="provisions", on_delete=models.CASCADE
    )
    topic = models.ForeignKey(Topic, verbose_name=_("measure"), related_name="+", on_delete=models.PROTECT)
    articles = models.CharField(_("articles"), max_length=200, help_text=_("For example: 18; 18(3)(b)."))
    note = models.TextField(_("what to know"), blank=True)
    note_fr = models.TextField(_("what to know, in French"), blank=True)

    class Meta:
        verbose_name = _("provision for a measure")
        verbose_name_plural = _("provisions for measures")
        ordering = ["instrument", "topic"]
        constraints = [
            models.UniqueConstraint(fields=["instrument", "topic"], name="treaty_provision_unique")
        ]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.topic_id}"

    def note_in(self, language: str) -> str:
        """What to know: in French for French readers where there is a translation, otherwise in English."""
        return (self.note_fr if language.startswith("fr") else "") or self.note


class TreatyImport(models.Model):
    """A file of treaty status that was given in: by whom, what it held, what became of it."""

    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        related_name="+",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    file_name = models.CharField(_("file"), max_length=255)
    digest = models.CharField(_("SHA-256"), max_length=64)
    state = models.CharField(_("state"), max_length=12, choices=ImportState.choices)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("new"), default=0)
    updated = models.PositiveIntegerField(_("changed"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    rejected = models.PositiveIntegerField(_("rejected"), default=0)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    findings = models.JSONField(default=list, blank=True)
    """What was found in the file: ``liaison.treaties.findings.Finding.as_json``."""
    content = models.BinaryField(null=True, editable=False)
    """The file, compressed, until the import is finished."""
    differences = models.JSONField(default=list, blank=True)
    """What was shown before it was confirmed: ``liaison.treaties.importing.Difference.as_json``."""
    shown = models.CharField(max_length=64, blank=True)
    """A digest of ``differences``: what is confirmed is what was shown, or it is shown again."""
    moved = models.BooleanField(default=False)
    """Whether the data changed after they were shown."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    touched = models.DateTimeField(auto_now=True)
    finished = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import of treaty status")
        verbose_name_plural = _("imports of treaty status")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class TreatyTurn(models.Model):
    """A single row that whoever changes treaty status locks first: one after the other, never two at once."""

    def __str__(self) -> str:
        return str(self.pk)


class TreatyStatusChange(models.Model):
    """What was said about a party before and after a change. Outlives the row: no value is lost."""

    FIELDS: ClassVar[tuple[str, ...]] = (
        "party_type",
        "responsible_id",
        "signed",
        "consent_date",
        "consent_type",
        "in_force",
        "in_force_basis",
        "denounced",
        "denunciation_effective",
        "status",
        "source",
        "as_of",
        "confidence",
        "note",
    )
    """The fields whose values are kept, as in the data file."""

    instrument = models.ForeignKey(
        Instrument, verbose_name=_("instrument"), related_name="+", on_delete=models.PROTECT
    )
    party = models.CharField(_("party"), max_length=2)
    at = models.DateTimeField(_("at"), auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("by"),
        related_name="+",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
    )
    source_import = models.ForeignKey(
        TreatyImport,
        verbose_name=_("import"),
        related_name="changes",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
    )
    before = models.JSONField(default=dict, help_text=_("Empty where the row is new."))
    after = models.JSONField(default=dict, help_text=_("Empty where the row was removed."))

    class Meta:
        verbose_name = _("change of treaty status")
        verbose_name_plural = _("changes of treaty status")
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["instrument", "party", "-at"], name="treaty_change_row")]

    def __str__(self) -> str:
        return f"{self.instrument_id} {self.party}"
