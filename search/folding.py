"""Text without case and accents, for the plain list of rows: as everywhere in the portal."""

from portal.folding import fold

__all__ = ["fold"]
