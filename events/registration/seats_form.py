"""How many may come: in total, and of each delegation and role; and who approves for a Member State."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.exchanges.models import Event
from events.registration.delegations import delegation_choices, delegation_name
from events.registration.models import Quota
from events.registration.seats import EACH_STATE
from events.registration.substituting import account_with
from liaison.assessments.bodies import MEMBER_STATES
from portal.forms import by_name
from portal.people.enums import Role

MOST_SEATS = 10_000
BLANK = 3
"""Empty rows at the end of a table."""


def digest_of(event: Event) -> str:
    """Stands for the seats, quotas and contacts as they are: whether somebody else changed them meanwhile."""
    quotas = sorted(event.quotas.values_list("body", "role", "seats"))
    contacts = sorted(event.national_contacts.values_list("state", "user_id"))
    return hashlib.sha256(json.dumps([event.seats, quotas, contacts]).encode()).hexdigest()


class TotalForm(forms.Form):
    """Seats in total."""

    seats = forms.IntegerField(
        label=gettext_lazy("Seats in total"),
        help_text=gettext_lazy("Empty means: no limit."),
        min_value=0,
        max_value=MOST_SEATS,
        required=False,
    )
    shown = forms.CharField(widget=forms.HiddenInput, max_length=64)


class QuotaForm(forms.Form):
    """One quota. An empty row is none."""

    body = forms.ChoiceField(label=gettext_lazy("Delegation"), required=False)
    role = forms.ChoiceField(label=gettext_lazy("Role"), required=False)
    seats = forms.IntegerField(
        label=gettext_lazy("At most"), min_value=0, max_value=MOST_SEATS, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = [("", _("All")), (EACH_STATE, _("Each Member State")), *delegation_choices()]
        given = (self.initial or {}).get("body", "")
        if given and given not in dict(bodies):
            bodies.append((given, delegation_name(given)))
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        roles = by_name([(value, str(label)) for value, label in Role.choices])
        self.fields["role"].choices = [("", _("All")), *roles]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        is_named = bool(data.get("body") or data.get("role"))
        if is_named and data.get("seats") is None and "seats" not in self.errors:
            self.add_error("seats", _("Say how many seats."))
        if not is_named and data.get("seats") is not None:
            self.add_error("body", _("Choose a delegation or a role. For everybody, use the seats in total."))
        return data


class _Quotas(forms.BaseFormSet):
    def clean(self) -> None:
        seen: set[tuple[str, str]] = set()
        for form in self.forms:
            data = getattr(form, "cleaned_data", {})
            key = (data.get("body", ""), data.get("role", ""))
            if key != ("", "") and key in seen:
                form.add_error("body", _("This quota is there twice."))
            seen.add(key)


QuotaFormSet = forms.formset_factory(
    QuotaForm, formset=_Quotas, extra=BLANK, max_num=200, absolute_max=200, validate_max=True
)


class ContactForm(forms.Form):
    """One national contact. An empty row is none."""

    state = forms.ChoiceField(label=gettext_lazy("Member State"), required=False)
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False, max_length=254)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        states = [pair for pair in delegation_choices() if pair[0] in MEMBER_STATES]
        self.fields["state"].choices = [("", "—"), *states]  # type: ignore[attr-defined]
        self.user: Any = None

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        email, state = data.get("email", ""), data.get("state", "")
        if state and not email and "email" not in self.errors:
            self.add_error("email", _("Give the address with which the person signs in here."))
        if email and not state:
            self.add_error("state", _("Choose a Member State."))
        if email:
            self.user = account_with(email)
            if self.user is None or self.user.is_guest:
                self.add_error("email", _("No member of the portal has confirmed this address."))
        return data


ContactFormSet = forms.formset_factory(
    ContactForm, extra=BLANK, max_num=200, absolute_max=200, validate_max=True
)


def quota_rows(event: Event) -> list[dict[str, Any]]:
    """The quotas as the form shows them."""
    return [{"body": q.body, "role": q.role, "seats": q.seats} for q in Quota.objects.filter(event=event)]


def contact_rows(event: Event) -> list[dict[str, Any]]:
    """The national contacts as the form shows them."""
    rows = event.national_contacts.select_related("user").order_by("state", "pk")
    return [{"state": row.state, "email": row.user.email} for row in rows]
