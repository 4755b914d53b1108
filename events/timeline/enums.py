"""What a country's timeline is made of."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """Kinds of happenings, in the order in which they are offered and in which those of one day stand."""

    DIALOGUE = "dialogue", _("Dialogue")
    COMMITMENT = "commitment", _("Commitment")
    APPROACH = "approach", _("Visit or démarche")
    EXCHANGE = "exchange", _("Exchange of experience")
    PRIORITY = "priority", _("Priority decision")
    BRIEFING = "briefing", _("Briefing package")
    TREATY = "treaty", _("Treaty action")
    ACCESSION = "accession", _("Step towards accession")
    AGREEMENT = "agreement", _("Stage of an agreement")
