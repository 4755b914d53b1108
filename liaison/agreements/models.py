"""Agreements and working arrangements with third countries, and how far each has come (11333/24, ¶6).

Which table is the truth of what:

* ``reference.Instrument`` of *what it is*: titles in every language, kind (and so the family: agreement, working
  arrangement, contact point, adequacy decision and mandate are never mixed), official reference, topics, the
  countries it is filed under. It is what the search index holds: agreements are found as instruments and are not
  indexed a second time.
* ``Agreement`` of *how far it has come*: the body it is for and the stage; ``AgreementStep`` of each stage reached,
  with day, source and as-of date of its own. The ``*_on`` fields are copies of the steps' full days, so that a query
  on dates needs no join. ``opened``, ``in_force`` and ``status`` of the instrument are copies as well:
  ``liaison.agreements.actions`` writes all of them in one transaction, nothing else does.
* ``AgreementParty`` of *who stands on which side*; ``Instrument.parties`` holds the same codes without sides.
* ``AgreementChange`` of what was said earlier: no value is lost.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from liaison.agreements.enums import DATED, Body, Side, Stage
from portal.reference.enums import Confidence, InstrumentFamily
from portal.reference.models import Country, Instrument
from portal.reference.models.instrument import PARTIAL_DATE


class Agreement(models.Model):
    """One agreement, arrangement or mandate. Its key is the code of its instrument, as in data/agreements.csv.

    All of it is public: facts from published sources.
    """

    instrument = models.OneToOneField(
        Instrument,
        verbose_name=_("instrument"),
        primary_key=True,
        on_delete=models.PROTECT,
        related_name="agreement",
    )
    body = models.CharField(_("body"), max_length=10, choices=Body.choices, db_index=True)
    stage = models.CharField(_("stage"), max_length=30, choices=Stage.choices, db_index=True)
    mandate_on = models.DateField(_("mandate"), null=True, editable=False)
    negotiation_on = models.DateField(_("start of negotiations"), null=True, editable=False)
    initialled_on = models.DateField(_("initialled on"), null=True, editable=False)
    signed_on = models.DateField(_("signed on"), null=True, editable=False)
    in_force_on = models.DateField(_("in force since"), null=True, editable=False)
    ended_on = models.DateField(_("ended on"), null=True, editable=False)
    source = models.TextField(_("source"), help_text=_("Where it is said how far the agreement has come."))
    source_date = models.CharField(
        _("as of"),
        max_length=10,
        blank=True,
        validators=[PARTIAL_DATE],
        help_text=_("Year, month or day: 2024, 2024-06 or 2024-06-14."),
    )
    confidence = models.CharField(_("confidence"), max_length=10, choices=Confidence.choices)
    note = models.TextField(_("note"), blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    is_local = models.BooleanField(
        default=False, editable=False, help_text=_("Loading the file again leaves this record alone.")
    )

    class Meta:
        verbose_name = _("agreement with a third country")
        verbose_name_plural = _("agreements with third countries")
        ordering = ["instrument"]

    def __str__(self) -> str:
        return self.instrument.label()

    @property
    def code(self) -> str:
        """The code as in the data file."""
        return self.instrument_id

    @property
    def kind(self) -> str:
        """The kind of the instrument (``reference.enums.InstrumentKind``)."""
        return self.instrument.kind

    @property
    def family(self) -> InstrumentFamily:
        """The family of the instrument: only an international agreement can be a legal basis."""
        return self.instrument.family

    @property
    def reference(self) -> str:
        """The official reference of the instrument."""
        return self.instrument.reference

    @property
    def is_verified(self) -> bool:
        """Whether a source was read that supports the record. Otherwise say so wherever it is shown."""
        return self.confidence in (Confidence.HIGH, Confidence.MEDIUM)


class AgreementParty(models.Model):
    """A party: a State, the Union, or a body such as EUROJUST or AIAMP (then without a country)."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="parties")
    code = models.CharField(_("code"), max_length=10)
    side = models.CharField(_("side"), max_length=1, choices=Side.choices)
    country = models.ForeignKey(
        Country, verbose_name=_("country"), null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("party to an agreement")
        verbose_name_plural = _("parties to agreements")
        ordering = ["agreement", "side", "code"]
        constraints = [models.UniqueConstraint(fields=["agreement", "code"], name="agreement_party_unique")]

    def __str__(self) -> str:
        return self.code


class AgreementStep(models.Model):
    """A stage that was reached, when, and who says so.

    ``on_text`` is the date as the source gives it, of which only the year or month may be known; ``on`` is the day
    where it is known. Both may be empty: the source says that it was reached, not when.
    """

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="steps")
    stage = models.CharField(
        _("stage"), max_length=30, choices=[choice for choice in Stage.choices if choice[0] in DATED]
    )
    on = models.DateField(_("day"), null=True, blank=True, editable=False)
    on_text = models.CharField(
        _("date"),
        max_length=10,
        blank=True,
        validators=[PARTIAL_DATE],
        help_text=_("Year, month or day: 2024, 2024-06 or 2024-06-14."),
    )
    source = models.TextField(_("source"))
    as_of = models.CharField(_("as of"), max_length=10, blank=True, validators=[PARTIAL_DATE])

    class Meta:
        verbose_name = _("stage of an agreement")
        verbose_name_plural = _("stages of agreements")
        constraints = [models.UniqueConstraint(fields=["agreement", "stage"], name="agreement_stage_once")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()} {self.on_text}".strip()

    def clean(self) -> None:
        """A fact without a source is not kept."""
        super().clean()
        if not self.source.strip():
            raise ValidationError({"source": _("Every date needs its source.")})


class AgreementChange(models.Model):
    """What was said before and after a change, by whom. ``by`` is empty where the data file was loaded."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="changes")
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+", verbose_name=_("by")
    )
    version = models.PositiveIntegerField()
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("change of an agreement")
        verbose_name_plural = _("changes of agreements")
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.version}"
