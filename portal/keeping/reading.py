"""Reading what a page sends while somebody types."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.exceptions import RequestDataTooBig, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _

MAX_DATA_BYTES = 300_000
MAX_FIELDS = 400

FormData = dict[str, str | list[str]]


def too_long() -> ValidationError:
    """More than is kept of a form."""
    text = _("This is too long to be kept: at most about %(count)s characters in all.")
    return ValidationError(text % {"count": "100,000"}, code="too_long")


def unreadable() -> ValidationError:
    """Not what a form of ours sends."""
    return ValidationError(_("This could not be read."), code="unreadable")


def sent_json(request: HttpRequest) -> dict[str, Any]:
    """The object that was sent. Raises ``ValidationError`` (``too_long``, ``unreadable``)."""
    try:
        given = json.loads(request.body)
    except RequestDataTooBig:
        raise too_long() from None
    except (ValueError, RecursionError):
        raise unreadable() from None
    if not isinstance(given, dict):
        raise unreadable()
    return given


def number(value: Any) -> int:
    """A number that may have been sent; 0 where it is none."""
    return value if isinstance(value, int) and 0 <= value < 2**31 else 0


def form_data(given: Mapping[str, Any], names: Iterable[str], multiple: Iterable[str]) -> FormData:
    """What these fields hold; those of ``multiple`` as sorted lists. Raises ``ValidationError`` as ``sent_json``."""
    several = set(multiple)
    data: FormData = {}
    for name in names:
        if name in several and hasattr(given, "getlist"):
            value: Any = given.getlist(name)
        else:
            value = given.get(name, [] if name in several else "")
        if name in several:
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise unreadable()
            data[storable(name)] = sorted({storable(item) for item in value})
        elif isinstance(value, str):
            data[storable(name)] = storable(value)
        else:
            raise unreadable()
    if len(json.dumps(data).encode()) > MAX_DATA_BYTES:
        raise too_long()
    return data


def storable(text: str) -> str:
    """Text that every database keeps and every page can show: no NUL, and no half of a character, which browsers
    send where a field's length limit cuts an emoji in two."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\r\n", "\n").replace("\x00", "")


def any_form_data(given: Any) -> FormData:
    """What the fields of any form hold, by the names it gave them. Raises ``ValidationError`` as ``sent_json``."""
    if not isinstance(given, dict) or len(given) > MAX_FIELDS or any(len(name) > 100 for name in given):
        raise unreadable()
    return form_data(given, given, [name for name, value in given.items() if isinstance(value, list)])
