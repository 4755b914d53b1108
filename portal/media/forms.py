"""The editor's form of a document: what is uploaded there passes the same checks as on the site."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm

from portal.classification import find_marking
from portal.media.checks import check_upload, clean_name
from portal.sanitise import clean_text


class CheckedDocumentForm(BaseDocumentForm):
    """Refuses what ``portal.media.checks`` refuses (named in ``WAGTAILDOCS_DOCUMENT_FORM_BASE``)."""

    class Meta(BaseDocumentForm.Meta):
        pass

    def clean_file(self) -> Any:
        """The upload under a harmless name. A file that was not changed is not read again."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            check_upload(file)
            file.name = clean_name(file.name or "")
        return file

    def clean_title(self) -> str:
        """The title is shown wherever the file is, so it may carry no marking either."""
        title = clean_text(self.cleaned_data["title"])
        if marking := find_marking(title):
            raise ValidationError(
                _(
                    "%(name)s carries the marking %(marking)s. "
                    "EU classified information does not belong in the portal."
                )
                % {"name": title, "marking": marking},
                code="marking",
            )
        return title
