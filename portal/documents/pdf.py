"""A document as PDF/UA-1 (ISO 14289-1): tagged, with language, title and contents, readable by a screen reader.

The text is ours and nothing is fetched: whatever an address in it says, WeasyPrint is given no way out.
"""

from __future__ import annotations

import hashlib
import logging
from typing import Any

from django.utils.translation import gettext as _

from portal.documents.model import Document
from portal.documents.page import to_html

logger = logging.getLogger(__name__)


class PdfUnavailable(Exception):
    """This machine lacks the libraries that lay out text (Pango); the message says so to a reader."""


def to_pdf(document: Document) -> bytes:
    """The document as PDF/UA-1; the same document gives the same bytes.

    Raises ``PdfUnavailable`` where Pango is not installed.
    """
    return write_pdf(to_html(document))


def write_pdf(html: str) -> bytes:
    """A page of HTML of this package as PDF/UA-1; the same page gives the same bytes.

    Raises ``PdfUnavailable`` where Pango is not installed.
    """
    try:
        import weasyprint
    except OSError as error:
        logger.error("No PDF can be made: %s", error)
        raise PdfUnavailable(_("PDF files cannot be made here: a library is missing.")) from error

    class NothingFetched(weasyprint.URLFetcher):
        """Refuses every address."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Fetch nothing. Raises ``ValueError``."""
            raise ValueError(f"documents fetch nothing: {url[:60]}")

    return weasyprint.HTML(string=html, url_fetcher=NothingFetched()).write_pdf(
        pdf_variant="pdf/ua-1",
        pdf_identifier=hashlib.sha256(html.encode()).hexdigest()[:32].encode(),
    )
