"""Forms by which organisers invite: addresses one on each line, or people by role, delegation and name."""

from __future__ import annotations

from collections.abc import Iterable
from email.utils import parseaddr
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.registration.delegations import (
    BODIES,
    OF_ROLE,
    delegation_choices,
    delegation_name,
    delegation_of,
)
from events.registration.inviting import Invitee
from liaison.assessments.bodies import MEMBER_STATES
from portal.forms import by_name, checkboxes, long_text
from portal.people.enums import GUEST_ROLES, Role
from portal.people.models import User
from portal.words import LineField, WordsField

MOST_LINES = 100
LONGEST_NAME = 200


def role_choices() -> list[tuple[str, str]]:
    """Roles by name."""
    return by_name([(value, str(label)) for value, label in Role.choices])


def addresses_in(text: str) -> list[tuple[str, str]]:
    """Names and addresses of a text with one on each line, each address once.

    Raises ``ValidationError`` naming the lines that hold none.
    """
    lines = [line.strip(" ,;") for line in text.splitlines() if line.strip(" ,;")]
    if len(lines) > MOST_LINES:
        raise ValidationError(_("At most %(limit)d at once. For more, send a table.") % {"limit": MOST_LINES})
    found: dict[str, str] = {}
    bad = []
    for line in lines:
        name, address = parseaddr(line)
        try:
            validate_email(address)
        except ValidationError:
            bad.append(line[:60])
        else:
            found.setdefault(address.lower(), " ".join(name.split())[:LONGEST_NAME])
    if bad:
        raise ValidationError(_("No e-mail address: %(lines)s") % {"lines": "; ".join(bad[:10])})
    return [(name, address) for address, name in found.items()]


class AddressesForm(forms.Form):
    """One or more people by e-mail address."""

    addresses = WordsField(
        label=gettext_lazy("E-mail addresses"),
        help_text=gettext_lazy(
            "One on each line, with or without the name: Name <name@example.org>. Somebody without access to the "
            "portal sees the invitation once they have an account and confirmed the address."
        ),
        widget=long_text(4),
        max_length=20_000,
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Invited as"),
        required=False,
        help_text=gettext_lazy("Seats are counted by it. Left out, it is the role of the account."),
    )
    body = forms.ChoiceField(label=gettext_lazy("Delegation"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_account = ("", _("As in the account"))
        self.fields["role"].choices = [as_account, *role_choices()]  # type: ignore[attr-defined]
        self.fields["body"].choices = [as_account, *delegation_choices()]  # type: ignore[attr-defined]

    def clean_addresses(self) -> list[tuple[str, str]]:
        """Names and addresses, each address once. Raises ``ValidationError`` naming the lines that hold none."""
        found = addresses_in(self.cleaned_data["addresses"])
        if not found:
            raise ValidationError(_("Give at least one address."))
        return found

    def people(self) -> list[Invitee]:
        """Whom to invite."""
        data = self.cleaned_data
        return [
            Invitee(email=address, name=name, body=data["body"], role=data["role"])
            for name, address in data["addresses"]
        ]


class PeopleForm(forms.Form):
    """People with an account. With nothing chosen, nobody is asked for."""

    roles = checkboxes(gettext_lazy("Roles"))
    bodies = checkboxes(gettext_lazy("Delegations"))
    name = LineField(label=gettext_lazy("Name"), required=False, max_length=100)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = role_choices()  # type: ignore[attr-defined]
        self.fields["bodies"].choices = delegation_choices()  # type: ignore[attr-defined]

    @property
    def is_asked(self) -> bool:
        """Whether something was chosen that makes sense."""
        return self.is_valid() and any(self.cleaned_data.values())

    def matching(self) -> Q:
        """The condition on accounts: any of the roles, any of the delegations, every word of the name."""
        data = self.cleaned_data
        found = Q()
        if data["roles"]:
            found &= Q(role__in=data["roles"])
        if data["bodies"]:
            found &= _from(data["bodies"])
        for word in data["name"].split():
            found &= Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__iexact=word)
        return found

    def combinations_without(self, people: Iterable[User]) -> list[tuple[str, list[str]]]:
        """Roles that were asked for and that nobody holds in a delegation that was: (role, delegations)."""
        if not self.is_asked or not self.cleaned_data["roles"] or not self.cleaned_data["bodies"]:
            return []
        there = {(user.role, delegation_of(user)) for user in people}
        found = []
        for role in self.cleaned_data["roles"]:
            without = [
                delegation_name(body)
                for body in self.cleaned_data["bodies"]
                if (role, body) not in there and (body in MEMBER_STATES or OF_ROLE.get(role) == body)
            ]
            if without:
                found.append((str(Role(role).label), without))
        return found


def _from(bodies: Iterable[str]) -> Q:
    """``delegation_of`` as a condition."""
    codes = list(bodies)
    found = Q(state__in=[code for code in codes if code in MEMBER_STATES])
    for body in (code for code in codes if code in BODIES):
        roles = [role for role, code in OF_ROLE.items() if code == body]
        found |= Q(role__in=roles, state="") & ~Q(role__in=GUEST_ROLES)
    return found
