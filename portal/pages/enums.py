"""Choices of the pages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DossierElement(models.TextChoices):
    """The six elements to be taken into account for a third country (11333/24, paragraph f)."""

    COOPERATION = "cooperation_level", _("Level of judicial and law-enforcement cooperation")
    RULE_OF_LAW = "rule_of_law", _("Rule of law, fundamental rights and data protection")
    ORIGIN_TRANSIT = "origin_transit", _("Origin, transit or destination of trafficked victims and goods")
    ORGANISATIONS = "criminal_organisations", _("Origin of criminal organisations active in the EU")
    SAFE_HAVEN = "safe_haven", _("Safe haven of high-value targets")
    LAUNDERING = "money_laundering", _("Weaknesses used to launder money or move assets")
