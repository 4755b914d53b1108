"""How a form field becomes ECL markup (templates/components/field.html)."""

from __future__ import annotations

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString

register = template.Library()

_CLASSES: tuple[tuple[type[forms.Widget], str, str], ...] = (
    (forms.CheckboxSelectMultiple, "group", ""),
    (forms.RadioSelect, "group", ""),
    (forms.CheckboxInput, "checkbox", ""),
    (forms.Select, "select", "ecl-select"),
    (forms.Textarea, "textarea", "ecl-text-area"),
    (forms.FileInput, "file", "comity-file-input"),
)
"""Widget, kind of field, ECL class of the control; the first match counts, anything else is a text input."""


@register.filter
def widget_kind(field: BoundField) -> str:
    """``hidden``, ``group``, ``checkbox``, ``select``, ``textarea``, ``file`` or ``input``."""
    if field.is_hidden:
        return "hidden"
    return _match(field)[0]


@register.simple_tag
def described_field(field: BoundField, help_text: str = "") -> SafeString:
    """The control, with its ECL class, tied to its help and its errors."""
    _kind, css = _match(field)
    attrs: dict[str, str | bool] = {}
    own = str(field.field.widget.attrs.get("class", ""))
    state = f"{css}--invalid" if css and field.errors else ""
    classes = " ".join(filter(None, (css, state, own)))
    if classes:
        attrs["class"] = classes
    described = [f"{field.auto_id}-help"] if help_text or field.help_text else []
    if field.errors:
        described.append(f"{field.auto_id}-error")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if field.errors:
        attrs["aria-invalid"] = "true"
    return field.as_widget(attrs=attrs)


def _match(field: BoundField) -> tuple[str, str]:
    for widget, kind, css in _CLASSES:
        if isinstance(field.field.widget, widget):
            return kind, css
    return "input", "ecl-text-input"
