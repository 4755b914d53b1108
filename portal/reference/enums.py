"""Closed lists of the reference data. Values are stored and exchanged, labels are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class InstrumentFamily(models.TextChoices):
    """What must never be mixed up: only an international agreement is a legal basis."""

    AGREEMENT = "agreement", _("International agreement")
    ARRANGEMENT = "arrangement", _("Working arrangement")
    CONTACT_POINT = "contact-point", _("Contact point")
    ADEQUACY = "adequacy", _("Adequacy decision")
    MANDATE = "mandate", _("Negotiating mandate")


class InstrumentKind(models.TextChoices):
    """The kind of an instrument. Each belongs to one ``InstrumentFamily``."""

    COE_CONVENTION = "coe-convention", _("Council of Europe convention")
    COE_PROTOCOL = "coe-protocol", _("Protocol to a Council of Europe convention")
    UN_CONVENTION = "un-convention", _("United Nations convention")
    UN_PROTOCOL = "un-protocol", _("Protocol to a United Nations convention")
    HCCH_CONVENTION = "hcch-convention", _("Hague Conference convention")
    EU_AGREEMENT = "eu-agreement", _("Agreement of the European Union")
    EUROJUST_AGREEMENT = "eurojust-agreement", _("Agreement on cooperation with Eurojust")
    BILATERAL = "bilateral", _("Bilateral treaty")
    ASSET_RETURN = "asset-return", _("Agreement on the return of assets")
    WORKING_ARRANGEMENT = "working-arrangement", _("Working arrangement")
    CONTACT_POINT = "contact-point", _("Contact point")
    ADEQUACY_DECISION = "adequacy-decision", _("Adequacy decision")
    NEGOTIATING_MANDATE = "negotiating-mandate", _("Mandate to negotiate")

    @property
    def family(self) -> InstrumentFamily:
        """The family this kind belongs to."""
        return _FAMILIES.get(self, InstrumentFamily.AGREEMENT)


_FAMILIES = {
    InstrumentKind.WORKING_ARRANGEMENT: InstrumentFamily.ARRANGEMENT,
    InstrumentKind.CONTACT_POINT: InstrumentFamily.CONTACT_POINT,
    InstrumentKind.ADEQUACY_DECISION: InstrumentFamily.ADEQUACY,
    InstrumentKind.NEGOTIATING_MANDATE: InstrumentFamily.MANDATE,
}


class Organisation(models.TextChoices):
    """Under whose roof an instrument was made."""

    COE = "CoE", _("Council of Europe")
    UN = "UN", _("United Nations")
    HCCH = "HCCH", _("Hague Conference on Private International Law")
    EU = "EU", _("European Union")
    EUROJUST = "Eurojust", _("Eurojust")
    NONE = "none", _("Between States")


class InstrumentStatus(models.TextChoices):
    """What the source says about an instrument, in the source's own caution."""

    IN_FORCE = "in_force", _("In force")
    CONCLUDED = "concluded", _("Concluded; date of entry into force not recorded")
    CONCLUDED_UNVERIFIED = (
        "concluded_in_force_date_unverified",
        _("Concluded; date of entry into force not verified"),
    )
    SIGNED = "signed", _("Signed; entry into force not recorded")
    MANDATE_2021 = (
        "mandate_2021_status_unverified_after_2025",
        _("Mandate of 2021; status after 2025 not verified"),
    )
    NO_DATE = "no_date", _("No date of entry into force recorded")


class Confidence(models.TextChoices):
    """How far a record can be relied on (data/SOURCES.md)."""

    HIGH = "high", _("Official publication read")
    MEDIUM = "medium", _("Copy of an official publication, or secondary source")
    LOW = "low", _("Single weak or incomplete source")
    VERIFY = "verify", _("Not verified: check with the depositary")


class CountryAliasKind(models.TextChoices):
    """Why a country is also called so."""

    SHORT = "short", _("Short form")
    VARIANT = "variant", _("Variant")
    FORMER = "former", _("Former name")
    OFFICIAL = "official", _("Official name")
    ABBREVIATION = "abbreviation", _("Abbreviation")
    PART = "part", _("Part of the country")
    NOT = "not", _("Not this country: a name that only contains a country's")


class InstrumentAliasKind(models.TextChoices):
    """What sort of alias it is. Numbers (STE 182) are worked out and not stored."""

    NAME = "name", _("Usual name")
    ACRONYM = "acronym", _("Acronym")
    FORMER = "former", _("Former code")


class TopicGroup(models.TextChoices):
    """Measures are kept apart from forms of crime and other themes."""

    MEASURE = "measure", _("Cooperation measures")
    CRIME = "crime", _("Forms of crime")
    NETWORK = "network", _("Networks and channels")
    OTHER = "other", _("Other themes")
