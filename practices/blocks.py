"""The blocks a practice is written in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.rich_text import RichText

from portal.pages.unreadable import readable
from portal.sanitise import RICH_TEXT_FEATURES, clean_html, clean_text
from practices.text import one_line


class PlainBlock(blocks.TextBlock):
    """Plain text over several lines; control characters are taken out when it enters."""

    def clean(self, value: str) -> str:
        return super().clean(clean_text(value or ""))


class LineBlock(blocks.CharBlock):
    """Plain text on one line."""

    def clean(self, value: str) -> str:
        return super().clean(clean_text(value or ""))


class ObstacleBlock(blocks.StructBlock):
    """An obstacle and how it was got round."""

    obstacle = PlainBlock(label=_("Obstacle"))
    workaround = PlainBlock(label=_("What helped"), required=False)

    class Meta:
        icon = "warning"
        label = _("Obstacle and workaround")
        template = "blocks/obstacle.html"


class QuoteBlock(blocks.StructBlock):
    """Words of a text or a decision, with where they stand."""

    text = PlainBlock(label=_("Quotation"))
    reference = LineBlock(label=_("Where it stands"), help_text=_("Instrument and article, or the decision."))

    class Meta:
        icon = "openquote"
        label = _("Quotation")
        template = "blocks/quote.html"


class AttachmentBlock(blocks.StructBlock):
    """A document, as narrow as the page that shows it."""

    document = DocumentChooserBlock(label=_("Document"))
    caption = LineBlock(label=_("What it is"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("Attachment")
        template = "blocks/attachment.html"


class TextBlock(blocks.RichTextBlock):
    """Text with a small safe subset of HTML, cleaned when it enters and again when it is shown."""

    def clean(self, value: RichText) -> RichText:
        return super().clean(RichText(clean_html(readable(value.source))))

    def get_searchable_content(self, value: RichText) -> list[str]:
        """The words. What was cleaned needs no parser for it: a rebuild reads every text of the portal."""
        return [one_line(value.source)]

    class Meta:
        features = RICH_TEXT_FEATURES
        label = _("Text")
        template = "blocks/text.html"


class PracticeBody(blocks.StreamBlock):
    """Text, steps, obstacle and workaround, quotation, table, attachment."""

    text = TextBlock(features=RICH_TEXT_FEATURES)
    steps = blocks.ListBlock(
        PlainBlock(label=_("Step")), icon="list-ol", label=_("Steps"), template="blocks/steps.html"
    )
    obstacle = ObstacleBlock()
    quote = QuoteBlock()
    table = TypedTableBlock(
        [("text", LineBlock(required=False))], label=_("Table"), template="blocks/table.html"
    )
    attachment = AttachmentBlock()
