"""What templates outside the rounds ask of them."""

from __future__ import annotations

from typing import Any

from django import template

from liaison.assessments.access import can_enter

register = template.Library()


@register.filter
def enters_assessments(user: Any) -> bool:
    """Whether there are assessment rounds at all for this user. Asks the database nothing."""
    return can_enter(user)
