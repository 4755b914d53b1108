"""Countries and territories of ISO 3166-1, and Kosovo*."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.reference import cldr
from portal.reference.enums import CountryAliasKind


class CountryQuerySet(models.QuerySet["Country"]):
    """Countries by their place in the cooperation."""

    def third(self) -> CountryQuerySet:
        """Third countries: all that are neither Member States nor parts of the European Union."""
        return self.filter(is_eu=False, is_eu_territory=False)

    def member_states(self) -> CountryQuerySet:
        """The Member States of the European Union."""
        return self.filter(is_eu=True)


def territory_error(
    code: str, is_eu: bool, responsible: str, is_eu_territory: bool
) -> tuple[str, Any] | None:
    """What cannot be about a territory, as (field, message)."""
    if responsible and (responsible == code or is_eu):
        return "responsible", _("A State is responsible for itself: this is for territories only.")
    if is_eu_territory and not responsible:
        return "responsible", _("Which Member State is it a territory of?")
    return None


class Country(ClusterableModel):
    """A country or territory. The code is the key, the name comes from CLDR when it is shown."""

    code = models.CharField(
        _("code"),
        max_length=2,
        primary_key=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", _("Two capital letters, as in ISO 3166-1."))],
    )
    alpha3 = models.CharField(
        _("three-letter code"), max_length=3, unique=True, validators=[RegexValidator(r"^[A-Z]{3}\Z")]
    )
    region = models.CharField(
        _("region"),
        max_length=3,
        blank=True,
        db_index=True,
        help_text=_("UN M49 code of the sub-region, as in CLDR."),
    )
    is_eu = models.BooleanField(_("Member State of the European Union"), default=False)
    responsible = models.CharField(
        _("State responsible"),
        max_length=2,
        blank=True,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", _("Two capital letters, as in ISO 3166-1."))],
        help_text=_("For a territory: the State responsible for its external relations."),
    )
    is_eu_territory = models.BooleanField(
        _("part of the European Union"),
        default=False,
        help_text=_(
            "A territory of a Member State to which the Treaties apply in full (Art. 349 and 355 TFEU)."
        ),
    )
    status_source = models.CharField(_("source of the State responsible"), max_length=255, blank=True)
    footnote = models.TextField(
        _("footnote"),
        blank=True,
        help_text=_("Without the asterisk, which stands before it where it is shown."),
    )
    footnote_fr = models.TextField(_("footnote in French"), blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_local = models.BooleanField(
        _("changed here"),
        default=False,
        help_text=_("Loading the reference data again leaves this record alone."),
    )

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name()

    def name(self, language: str | None = None) -> str:
        """The country's name in a language (default: the reader's), with the asterisk of its footnote."""
        return cldr.territory_name(self.code, language)

    @property
    def is_third(self) -> bool:
        """Object form of ``CountryQuerySet.third``."""
        return not (self.is_eu or self.is_eu_territory)

    def responsible_name(self, language: str | None = None) -> str:
        """The name of the State responsible for a territory, empty for all others."""
        return cldr.territory_name(self.responsible, language) if self.responsible else ""

    def clean(self) -> None:
        """A territory is of another State, which the source names; of a Member State where it is part of the EU.

        Raises ``ValidationError`` at the field.
        """
        super().clean()
        if error := territory_error(self.code, self.is_eu, self.responsible, self.is_eu_territory):
            raise ValidationError({error[0]: error[1]})

    def region_name(self, language: str | None = None) -> str:
        """The name of the country's region in a language, empty where it has none (Antarctica)."""
        return cldr.territory_name(self.region, language) if self.region else ""

    def footnote_in(self, language: str | None = None) -> str:
        """The footnote in French for French readers, otherwise in English."""
        french = (language or cldr.active_language()).startswith("fr")
        return (self.footnote_fr if french else "") or self.footnote


class CountryAlias(models.Model):
    """Another name by which readers look for a country. Without a country: a name that is not one's."""

    country = ParentalKey(
        Country,
        verbose_name=_("country"),
        related_name="aliases",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
    )
    language = models.CharField(_("language"), max_length=10)
    text = models.CharField(_("alias"), max_length=120)
    kind = models.CharField(_("kind"), max_length=12, choices=CountryAliasKind.choices)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("other name of a country")
        verbose_name_plural = _("other names of countries")
        ordering = ["country", "language", "text"]
        constraints = [
            models.UniqueConstraint(fields=["country", "language", "text"], name="country_alias_unique"),
            models.UniqueConstraint(
                fields=["language", "text"], name="country_non_alias_unique", condition=models.Q(country=None)
            ),
        ]

    def __str__(self) -> str:
        return self.text
