"""What a form says of a record that exists."""

from __future__ import annotations

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
