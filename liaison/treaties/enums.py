"""Closed lists of treaty status. Values are stored and exchanged (data/treaty_status.csv), labels are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyType(models.TextChoices):
    """What kind of party a row is about."""

    STATE = "state", _("State")
    TERRITORY = "territory", _("Territory")
    ORGANISATION = "organisation", _("Organisation")


class ConsentType(models.TextChoices):
    """The act by which a party consents to be bound (Vienna Convention on the Law of Treaties, Art. 11)."""

    RATIFICATION = "ratification", _("Ratification")
    ACCEPTANCE = "acceptance", _("Acceptance")
    APPROVAL = "approval", _("Approval")
    ACCESSION = "accession", _("Accession")
    SUCCESSION = "succession", _("Succession")
    DEFINITIVE_SIGNATURE = "definitive_signature", _("Definitive signature")
    FORMAL_CONFIRMATION = "formal_confirmation", _("Formal confirmation")
    TERRITORIAL_EXTENSION = "territorial_extension", _("Territorial extension")
    VIA_1972_PROTOCOL = "participation_via_1972_protocol", _("Participation by the Protocol of 1972")


class ForceBasis(models.TextChoices):
    """Where the day of entry into force is from."""

    PRINTED = "printed", _("Printed in the source")
    DERIVED = "derived", _("Worked out from the final clauses")


class PartyStatus(models.TextChoices):
    """What the source says about a party on its as-of date."""

    IN_FORCE = "in_force", _("In force")
    SIGNED_ONLY = "signed_only", _("Signed, not ratified")
    RATIFIED = "ratified_not_in_force", _("Ratified, not yet in force")
    SIGNED_1997 = "signed_only_as_of_1997", _("Signed; nothing known after 1997")
    DATES_UNKNOWN = "party_dates_unknown", _("Party; dates not known")
    DENOUNCED = "denounced", _("Denounced")


class Standing(models.TextChoices):
    """Where a party stands on one given day. "No data" and "unknown" are never "not a party"."""

    BOUND = "bound", _("Bound")
    NOT_YET = "not_yet", _("Not yet in force")
    SIGNED_ONLY = "signed_only", _("Signed only")
    DENOUNCED = "denounced", _("Denounced")
    UNKNOWN = "unknown", _("Unknown")
    NO_DATA = "no_data", _("No data")


class StatementKind(models.TextChoices):
    """What a party said when or after it consented."""

    RESERVATION = "reservation", _("Reservation")
    DECLARATION = "declaration", _("Declaration")
    OBJECTION = "objection", _("Objection")
    TERRITORIAL = "territorial_application", _("Territorial application")


class ImportState(models.TextChoices):
    """What became of an import."""

    READING = "reading", _("Being read")
    PREVIEWED = "previewed", _("Waiting for confirmation")
    WRITING = "writing", _("Being written")
    APPLIED = "applied", _("Applied")
    REJECTED = "rejected", _("Rejected")
    FAILED = "failed", _("Stopped by a fault; nothing was written")
    DISCARDED = "discarded", _("Discarded")
    UNDONE = "undone", _("Undone")
