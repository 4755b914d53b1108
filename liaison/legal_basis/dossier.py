"""The question of the legal basis in a country's dossier: a small form that leads to the answer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from liaison.legal_basis.forms import QuestionForm
from portal.pages.dossier import Panel, register_panel
from portal.pages.models import CountryPage
from portal.people.models import User
from portal.visibility import Viewer


def legal_basis_panel(viewer: Viewer, page: CountryPage) -> dict[str, Any] | None:
    """The form with the viewer's State filled in; three queries. Nothing for a Member State."""
    if page.country.is_eu:
        return None
    state = ""
    if viewer.user_id is not None:
        state = User.objects.filter(pk=viewer.user_id).values_list("state", flat=True).first() or ""
    initial = {"state": state, "country": page.country_id, "on": timezone.localdate()}
    form = QuestionForm(initial=initial, auto_id="legal-basis-%s")
    for name in ("country", "on"):
        form.fields[name].widget = forms.HiddenInput()
    return {"form": form, "country": page.country}


def register() -> None:
    """Put the form on every dossier. Called when the app is ready."""
    register_panel(Panel("legal-basis", _("Legal basis"), "legal_basis/panel.html", 20, legal_basis_panel))
