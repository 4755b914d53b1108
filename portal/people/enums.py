"""Roles of the people who use the portal, and what kinds of community there are."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """Function of a person (mission.md, vocabulary)."""

    LIAISON_MAGISTRATE = "liaison_magistrate", _("Liaison magistrate")
    LIAISON_OFFICER = "liaison_officer", _("Liaison officer")
    LIAISON_PROSECUTOR = "liaison_prosecutor", _("Liaison prosecutor of a third country at Eurojust")
    EUROJUST_LIAISON_MAGISTRATE = "eurojust_liaison_magistrate", _("Eurojust liaison magistrate")
    DIPLOMAT = "diplomat", _("Diplomatic representation")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    INVESTIGATIVE_JUDGE = "investigative_judge", _("Investigative judge")
    LAW_ENFORCEMENT = "law_enforcement", _("Law-enforcement officer")
    CENTRAL_AUTHORITY = "central_authority", _("Central authority")
    EJN_CONTACT_POINT = "ejn_contact_point", _("EJN contact point")
    EUROJUST_DESK = "eurojust_desk", _("Eurojust desk")
    EPPO = "eppo", _("EPPO")
    EUROPOL = "europol", _("Europol")
    COMMISSION = "commission", _("Commission")
    EEAS = "eeas", _("EEAS")
    COUNCIL_SECRETARIAT = "council_secretariat", _("Council secretariat")
    ORGANISER = "organiser", _("Organiser")


GUEST_ROLES = frozenset({Role.LIAISON_PROSECUTOR})
"""Roles held by officials of third countries: they see what is public or shared with a community of theirs,
not what is meant for all members, which may be about their own country."""


class CommunityKind(models.TextChoices):
    """What a community is for."""

    ROLE = "role", _("Everyone with a role")
    DESK = "desk", _("Country desk")
    NETWORK = "network", _("Network")
    OTHER = "other", _("Other community")
