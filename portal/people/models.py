"""People and the communities they belong to."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser, Group, UserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from portal.people.enums import GUEST_ROLES, CommunityKind, Role


class User(AbstractUser):
    """A person with access. Sign-in is by e-mail; ``username`` only serves Django and Wagtail.

    ``state`` is the Member State a person acts for (ISO 3166-1 alpha-2, empty for EU bodies), ``posted_to``
    the third country a person is posted to. They are codes, not foreign keys: countries stand above people.
    """

    email = models.EmailField(_("e-mail address"), unique=True)
    role = models.CharField(_("role"), max_length=40, choices=Role.choices, blank=True)
    state = models.CharField(_("Member State"), max_length=2, blank=True)
    posted_to = models.CharField(_("posted to"), max_length=2, blank=True)
    languages = models.JSONField(_("languages read"), default=list, blank=True)

    objects = UserManager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    @property
    def is_guest(self) -> bool:
        """Whether this is an official of a third country, who is outside the audience "all members"."""
        return self.role in GUEST_ROLES


class Community(models.Model):
    """A group of people that an audience can name: a role, a country's desk, a network."""

    group = models.OneToOneField(Group, on_delete=models.CASCADE, related_name="community")
    kind = models.CharField(_("kind"), max_length=10, choices=CommunityKind.choices)
    country_code = models.CharField(_("country"), max_length=2, blank=True, db_index=True)
    role = models.CharField(_("role"), max_length=40, choices=Role.choices, blank=True)
    description = models.CharField(_("description"), max_length=255, blank=True)

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.UniqueConstraint(
                fields=["country_code"], condition=models.Q(kind="desk"), name="one_desk_per_country"
            ),
            models.UniqueConstraint(
                fields=["role"], condition=models.Q(kind="role"), name="one_group_per_role"
            ),
        ]

    def __str__(self) -> str:
        return self.group.name
