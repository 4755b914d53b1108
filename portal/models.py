"""Models of the ground itself. The rule that owns them lives in ``portal.visibility``."""

from portal.visibility import AudienceKey

__all__ = ["AudienceKey"]
