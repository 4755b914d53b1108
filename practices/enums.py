"""Choices of good practices (mission.md, vocabulary)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.visibility import Audience


class PracticeKind(models.TextChoices):
    """What a practice is about."""

    DRAFTING = "drafting", _("Drafting a request")
    CHANNEL = "channel", _("Channel and contact")
    URGENCY = "urgency", _("Urgency")
    OBSTACLE = "obstacle", _("Obstacle and workaround")
    ASSURANCES = "assurances", _("Assurances")
    EVIDENCE = "evidence", _("Admissibility of evidence")
    DATA_PROTECTION = "data-protection", _("Data protection")
    ETIQUETTE = "etiquette", _("Contact etiquette")
    JOINT_APPROACH = "joint-approach", _("Joint approach")


class Outcome(models.TextChoices):
    """How it went."""

    WORKED = "worked", _("It worked")
    CONDITIONS = "conditions", _("It worked with conditions")
    FAILED = "failed", _("It did not work")
    PENDING = "pending", _("Not known yet")
    NONE = "none", _("Not a case, advice only")


class Tlp(models.TextChoices):
    """Traffic Light Protocol 2.0 (FIRST, August 2022). The labels are never translated."""

    CLEAR = "CLEAR", "TLP:CLEAR"
    GREEN = "GREEN", "TLP:GREEN"
    AMBER = "AMBER", "TLP:AMBER"
    AMBER_STRICT = "AMBER+STRICT", "TLP:AMBER+STRICT"
    RED = "RED", "TLP:RED"


TLP_AUDIENCES: dict[str, frozenset[str]] = {
    Tlp.CLEAR: frozenset(Audience.values),
    Tlp.GREEN: frozenset({Audience.MEMBERS, Audience.COMMUNITIES}),
    Tlp.AMBER: frozenset({Audience.COMMUNITIES}),
    Tlp.AMBER_STRICT: frozenset({Audience.COMMUNITIES}),
    Tlp.RED: frozenset({Audience.COMMUNITIES}),
}
"""The audiences a label allows: GREEN stays in the community of members, AMBER and RED with named recipients
(TLP 2.0 definitions)."""
