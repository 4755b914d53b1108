"""The words of the directory (mission.md, vocabulary of roles)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PostKind(models.TextChoices):
    """What a post is (11333/24, ¶5 and ¶6)."""

    LIAISON_MAGISTRATE = "liaison_magistrate", _("Liaison magistrate")
    LIAISON_OFFICER = "liaison_officer", _("Liaison officer")
    EUROJUST_LIAISON_MAGISTRATE = "eurojust_liaison_magistrate", _("Eurojust liaison magistrate")
    LIAISON_PROSECUTOR = "liaison_prosecutor", _("Liaison prosecutor at Eurojust")
    CONTACT_POINT = "contact_point", _("Contact point")
    DIPLOMATIC_REPRESENTATION = "diplomatic_representation", _("Diplomatic representation")


OF_THE_THIRD_COUNTRY = frozenset({PostKind.LIAISON_PROSECUTOR, PostKind.CONTACT_POINT})
"""Posts that represent the third country itself; the others represent a Member State or a body of the EU."""


class Body(models.TextChoices):
    """Bodies of the European Union that a post can represent."""

    EUROJUST = "EUROJUST", _("Eurojust")
    EPPO = "EPPO", _("European Public Prosecutor's Office")
    EUROPOL = "EUROPOL", _("Europol")
    EU = "EU", _("European Union")


class Occupancy(models.TextChoices):
    """Whether somebody is on the post. Unknown is never shown as vacant."""

    FILLED = "filled", _("Filled")
    VACANT = "vacant", _("Vacant")
    UNKNOWN = "unknown", _("Not known whether it is filled")


class Confidence(models.TextChoices):
    """How sure the source of an entry is, as the data files say it."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Channel(models.TextChoices):
    """How a request reaches an authority."""

    DIRECT = "direct", _("Directly between judicial authorities")
    CENTRAL = "central_authority", _("Through the central authority")
    DIPLOMATIC = "diplomatic", _("Through diplomatic channels")
    INTERPOL = "interpol", _("Through Interpol")


class Transmission(models.TextChoices):
    """In what form a request is accepted."""

    POST = "post", _("Post")
    COURIER = "courier", _("Courier")
    DIPLOMATIC_BAG = "diplomatic_bag", _("Diplomatic bag")
    E_MAIL = "e_mail", _("E-mail")
    FAX = "fax", _("Fax")
    SECURE_PLATFORM = "secure_platform", _("Secure platform")


class ContactKind(models.TextChoices):
    """What kind of address a contact is."""

    PHONE = "phone", _("Phone")
    MOBILE = "mobile", _("Mobile phone")
    E_MAIL = "e_mail", _("E-mail")
    SECURE = "secure", _("Secure channel")
    FAX = "fax", _("Fax")
    ADDRESS = "address", _("Postal address")
    WEB = "web", _("Web page")


class ChangeKind(models.TextChoices):
    """What happened to an entry of the directory."""

    CREATED = "created", _("Added")
    CHANGED = "changed", _("Changed")
    REMOVED = "removed", _("Removed")
    LOADED = "loaded", _("Loaded from the reference data")
    VERIFIED = "verified", _("Verified")
    HANDED_OVER = "handed_over", _("Handed over")
