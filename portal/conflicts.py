"""Two people changed the same: what was typed beside what is stored now, where the two differ."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from django import forms
from django.utils import formats
from django.utils.translation import gettext as _

IN_WORDS = Callable[[str, Any], str | None]
"""Gives the words of a field's value where the field has some of its own, else ``None``."""


class Difference(NamedTuple):
    """A field that says something else by now. All three are words for the reader."""

    label: str
    mine: str
    text: str
    """What is stored."""


def differences(
    form: forms.Form,
    stored: Mapping[str, Any],
    names: Iterable[str] | None = None,
    in_words: IN_WORDS | None = None,
    label: Callable[[str], str] | None = None,
) -> list[Difference]:
    """The fields in which ``stored``, the record's values as the form would show them, differs from what was typed.

    ``names`` are the fields that are compared; all that can be changed, the version aside, where it is left out.
    ``label`` gives what a field is called where its own label does not say enough outside its form.
    Lists in another order, an empty text and none, and line ends are no difference.
    """
    found = []
    for name in names if names is not None else _changeable(form):
        mine, theirs = form[name].value(), stored.get(name)
        if _plain(mine) != _plain(theirs):
            words = [_in_words(form, name, value, in_words) for value in (mine, theirs)]
            called = label(name) if label else str(form[name].label)
            found.append(Difference(called, *words))
    return found


def take_version(form: forms.Form, version: int) -> None:
    """Let a bound form be sent again over what is stored: what was typed stays."""
    sent = form.data.copy()  # type: ignore[attr-defined]
    sent[form.add_prefix("version")] = str(version)
    form.data = sent


def _changeable(form: forms.Form) -> list[str]:
    return [name for name, field in form.fields.items() if name != "version" and not field.disabled]


def _plain(value: Any) -> Any:
    """A value so that what means the same is the same."""
    if isinstance(value, list | tuple | set):
        return sorted(str(one) for one in value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value in (None, False, "False") else str(value).replace("\r\n", "\n").strip()


def _in_words(form: forms.Form, name: str, value: Any, in_words: IN_WORDS | None) -> str:
    if in_words is not None and (words := in_words(name, value)) is not None:
        return words
    field = form.fields[name]
    if isinstance(field, forms.BooleanField):
        return _("Yes") if _plain(value) else _("No")
    if isinstance(field, forms.DateField) and (day := _day(field, value)):
        return formats.date_format(day, "DATE_FORMAT")
    names: dict[str, str] = {}
    for code, label in getattr(field, "choices", ()):
        pairs = label if isinstance(label, list | tuple) else [(code, label)]
        names.update({str(key): str(text) for key, text in pairs})
    values = value if isinstance(value, list | tuple) else [value]
    texts = (str(one).replace("\r\n", "\n").strip() for one in values if one not in (None, ""))
    return ", ".join(names.get(text, text) for text in texts)


def _day(field: forms.DateField, value: Any) -> datetime.date | None:
    try:
        return field.to_python(value)
    except forms.ValidationError:
        return None
