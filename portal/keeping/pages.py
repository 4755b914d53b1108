"""What the page of a form shows of the words that were kept of it.

In a view::

    keeping = Keeping(request, f"event:{event.pk}", base=event.version)
    form = keeping.filled(make_form, initial)        # where the form was not sent
    ...
    keeping.done()                                   # where it was saved
    render(request, ..., {"form": form, "keeping": keeping})

and in its template ``components/kept.html`` above the form, ``data-kept`` on the form and ``autosave.js`` at the end.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django import forms
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from portal.keeping.kept import close, kept_form
from portal.keeping.models import KeptForm

F = TypeVar("F", bound=forms.BaseForm)
SALT = "portal.keeping"


class Keeping:
    """A form whose words are kept while they are typed.

    ``form`` is its name, the same for everybody and unlike any other's: ``"event:7"``, ``"event:new"``. ``base`` is the
    version of the record that it changes, 0 where there is none. Signed in only: the view has asked.
    """

    def __init__(self, request: HttpRequest, form: str, base: int = 0) -> None:
        self.request, self.form, self.base = request, form, base
        self.shown: forms.BaseForm | None = None

    @cached_property
    def row(self) -> KeptForm | None:
        """What is kept, as the request found it."""
        return kept_form(self.request.user, self.form)

    def filled(self, make: Callable[[dict[str, Any]], F], initial: Mapping[str, Any]) -> F:
        """The form as it stands, with the words that were kept of it where there are any. ``make`` takes the initial
        values."""
        form = make(dict(initial))
        if self.row is not None and self.row.is_open:
            values = initial_from(form, self.row.data)
            filled = make({**initial, **values})
            both = [name for name in values if name in form.fields and name in filled.fields]
            if any(_said(filled, name) != _said(form, name) for name in both):
                self.shown = form = filled
        return form

    @property
    def has_words(self) -> bool:
        """Whether the form shows words that were kept and not saved."""
        return self.shown is not None

    @property
    def is_outdated(self) -> bool:
        """Whether the record has been changed since these words were begun: the view shows both."""
        return self.has_words and self.row is not None and self.row.base != self.base

    def done(self) -> None:
        """The form was saved: nothing of it is kept any more."""
        close(self.request.user, self.form)

    @property
    def token(self) -> str:
        """Says which form it is, and that it is this user's; made by nobody but us."""
        return signing.dumps([self.request.user.pk, self.form], salt=SALT)

    @property
    def address(self) -> str:
        """The page of the form."""
        return self.request.get_full_path()

    def script(self, form: forms.BaseForm) -> dict[str, Any]:
        """What autosave.js needs to know."""
        row = self.row
        several = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)
        return {
            "user": str(self.request.user.pk),
            "form": self.form,
            "token": self.token,
            "save": reverse("keeping:save"),
            "base": self.base,
            "version": row.version if row is not None and row.is_open else 0,
            "closed": row.version if row is not None and not row.is_open else 0,
            "multiple": [
                form.add_prefix(n) for n, field in form.fields.items() if isinstance(field, several)
            ],
            "words": {
                **autosave_words(),
                "conflict": _(
                    "This form was also filled in in another tab or on another device. Both texts are here: nothing is "
                    "overwritten."
                ),
                "startEmpty": _("Throw these words away"),
            },
        }


def form_of(user: Any, token: Any) -> str | None:
    """The form that a token of this user names; ``None`` where it is none of theirs."""
    try:
        owner, form = signing.loads(str(token), salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return str(form) if owner == user.pk else None


def initial_from(form: forms.BaseForm, data: Mapping[str, Any]) -> dict[str, Any]:
    """The values that show a form with these words: half a sentence and an impossible date as they were typed."""
    sent = MultiValueDict(
        {name: value if isinstance(value, list) else [value] for name, value in data.items()}
    )
    for name in [name for name, value in data.items() if value == ""]:
        field = next((one for key, one in form.fields.items() if form.add_prefix(key) == name), None)
        if isinstance(field, forms.BooleanField):
            del sent[name]  # a box that is not ticked is not sent
    found: dict[str, Any] = {}
    for name, field in form.fields.items():
        prefixed = form.add_prefix(name)
        if prefixed in data:
            found[name] = field.widget.value_from_datadict(sent, MultiValueDict(), prefixed)
    questions = {name: value for name, value in data.items() if name not in found and not form.prefix}
    return {**questions, **found}


def _said(form: forms.BaseForm, name: str) -> Any:
    """What a field shows, so that what means the same is the same."""
    value = form[name].value()
    if isinstance(form.fields[name], forms.BooleanField):
        return bool(value)
    if isinstance(value, list | tuple | set):
        return sorted(str(one) for one in value)
    if isinstance(value, datetime.date):
        value = form.fields[name].widget.format_value(value)
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def autosave_words() -> dict[str, str]:
    """What autosave.js says, translated; whoever starts it adds ``restored``'s button and what a conflict is."""
    return {
        "saving": _("Saving …"),
        "saved": _("Saved at {time}"),
        "offline": _("Not saved yet: no connection, kept on this device"),
        "signIn": _("Not saved yet: you are signed out. {link}, nothing is lost"),
        "signInLink": _("Sign in again (opens in a new tab)"),
        "otherUser": _("Not saved: somebody else is signed in now. Your text is kept on this device"),
        "refused": _("Not saved: {reason}"),
        "failed": _("Not saved yet: the portal has a fault, kept on this device"),
        "restored": _("Restored what you wrote on this device at {time}."),
        "useOther": _("Use this instead"),
        "addOther": _("Add below mine"),
        "keepMine": _("Keep mine and save"),
        "nothing": _("(empty)"),
        "leave": _("Your text is not saved yet."),
    }
