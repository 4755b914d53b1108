"""What a form says of a record that exists, and how that differs from what somebody typed."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django import forms

from liaison.directory.models import Post, UnderAudience


def initial_of(item: UnderAudience, form_class: type[forms.Form]) -> dict[str, Any]:
    """The values of a form's fields as the record has them."""
    values: dict[str, Any] = {}
    many = {field.name for field in item._meta.many_to_many}
    for name in form_class.base_fields:
        if name in many:
            values[name] = (
                [str(pk) for pk in getattr(item, name).values_list("pk", flat=True)] if item.pk else []
            )
        else:
            value = getattr(item, f"{name}_id", None) if name in ("country",) else getattr(item, name)
            values[name] = value
    if isinstance(item, Post):
        values["represents"] = item.represents_id or item.represents_body
        values["holder"] = item.holder.email if item.holder_id and item.holder else ""
    return values


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that somebody else changed: what it says now."""

    label: str
    text: str


def other_values(form: forms.Form, current: dict[str, Any]) -> list[Difference]:
    """The fields in which the record, as it is now, differs from what was typed."""
    found = []
    for bound in form:
        if bound.name == "version" or form.fields[bound.name].disabled:
            continue
        if _plain(bound.value()) != _plain(current.get(bound.name)):
            found.append(Difference(str(bound.label), _in_words(form, bound.name, current.get(bound.name))))
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    return "" if value in (None, False, "False") else str(value).replace("\r\n", "\n").strip()


def _in_words(form: forms.Form, name: str, value: Any) -> str:
    field = form.fields[name]
    names: dict[str, str] = {}
    for code, label in getattr(field, "choices", ()):
        pairs = label if isinstance(label, list | tuple) else [(code, label)]
        names.update({str(key): str(text) for key, text in pairs})
    values = value if isinstance(value, list) else [value]
    return ", ".join(names.get(str(one), str(one)) for one in values if one not in (None, ""))
