"""Closed lists of the agreements. Values are stored and exchanged, labels are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Body(models.TextChoices):
    """Whose cooperation an agreement is about (11333/24, ¶6: Eurojust; issue 4: EPPO, Europol and the Union)."""

    EUROJUST = "eurojust", "Eurojust"
    EPPO = "eppo", _("EPPO")
    EUROPOL = "europol", "Europol"
    EU = "eu", _("European Union")
    STATES = "states", _("Between States")


class Stage(models.TextChoices):
    """How far an agreement has come, in the order in which stages are reached."""

    MANDATE = "mandate", _("Mandate to negotiate")
    NEGOTIATION = "negotiation", _("Under negotiation")
    INITIALLED = "initialled", _("Initialled")
    SIGNED = "signed", _("Signed")
    CONCLUDED = "concluded_date_unverified", _("Concluded; entry into force not verified")
    IN_FORCE = "in_force", _("In force")
    ENDED = "ended", _("Ended")


DATED: dict[str, str] = {
    Stage.MANDATE: "mandate_on",
    Stage.NEGOTIATION: "negotiation_on",
    Stage.INITIALLED: "initialled_on",
    Stage.SIGNED: "signed_on",
    Stage.IN_FORCE: "in_force_on",
    Stage.ENDED: "ended_on",
}
"""Stages that happen on a day, and the field of ``Agreement`` that keeps the day. "Concluded" has none: it is
what a source says that names no day of entry into force."""


class Side(models.TextChoices):
    """On which side of an agreement a party stands. The Union, its bodies and Member States are side a, except
    where none of them is a party."""

    A = "a", _("First side")
    B = "b", _("Other side")
