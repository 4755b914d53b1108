"""Documents and images. They have no audience of their own: a file is as narrow as what uses it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import AbstractImage, AbstractRendition, Image

from portal.classification import find_marking
from portal.sanitise import clean_text


def _refuse_marking(title: str) -> None:
    """Raise ``ValidationError`` for a title that carries an EU classification marking."""
    if marking := find_marking(title):
        raise ValidationError(
            {
                "title": _("This carries the marking %(marking)s and does not belong here.")
                % {"marking": marking}
            }
        )


class PortalDocument(AbstractDocument):
    """An attachment. ``attached_to`` is the page it was uploaded for: whoever may work on that page may
    open it before the page is published; once published, whoever may see a page that uses it."""

    attached_to = models.ForeignKey(
        "wagtailcore.Page",
        verbose_name=_("uploaded for"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    attached_to.wagtail_reference_index_ignore = True  # type: ignore[attr-defined]

    admin_form_fields = Document.admin_form_fields

    def clean(self) -> None:
        """What every way of uploading shares: the editor's forms check a new file as the share form does."""
        from portal.media.checks import check_upload

        super().clean()
        self.title = clean_text(self.title)
        _refuse_marking(self.title)
        if self.file and not self.file._committed:
            try:
                check_upload(self.file.file)
            except ValidationError as error:
                raise ValidationError({"file": error.messages}) from error

    class Meta(AbstractDocument.Meta):
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]


class PortalImage(AbstractImage):
    """An image, served only through the portal's own guarded view."""

    admin_form_fields = Image.admin_form_fields

    def clean(self) -> None:
        super().clean()
        self.title = clean_text(self.title)
        _refuse_marking(self.title)

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]


class PortalRendition(AbstractRendition):
    """A scaled version of an image; as narrow as the image."""

    image = models.ForeignKey(PortalImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="unique_rendition"
            )
        ]
