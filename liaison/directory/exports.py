"""The directory to take away: vCard 4.0 for address books, XLSX for tables.

Both hold what this viewer may see and nothing else, contact by contact, and say who else may see it: a file leaves
the portal, and its marks with it.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from liaison.directory import vcard
from liaison.directory.cards import ContactView, EntryCard, make_cards
from liaison.directory.enums import ContactKind
from liaison.directory.models import Authority, DirectoryEntry, Post
from liaison.directory.rows import AUTHORITY, kind_name
from liaison.directory.verification import verification_of
from portal.sanitise import strip_controls
from portal.spreadsheets import quoted
from portal.visibility import can_view, viewer_for

LONGEST_CELL = 32_767
TEL_TYPES = {ContactKind.PHONE: "work,voice", ContactKind.MOBILE: "work,cell", ContactKind.FAX: "work,fax"}


def visible_cards(viewer: Any, entries: Iterable[DirectoryEntry]) -> list[EntryCard]:
    """The entries among these that the viewer may see, each with all contacts the viewer may see."""
    viewer = viewer_for(viewer)
    return make_cards(viewer, [entry for entry in entries if can_view(viewer, entry)], preview=None)


def standing_words(entry: DirectoryEntry) -> str:
    """Whether somebody stands for the entry today, in the reader's language."""
    found = verification_of(entry)
    if found.verified_on is None:
        return _("Not verified yet")
    if found.unverified_since:
        return _("Unverified since %(date)s") % {"date": date_format(found.unverified_since)}
    return _("Verified on %(date)s") % {"date": date_format(found.verified_on)}


def entry_address(entry: DirectoryEntry) -> str:
    """The address of an entry's page."""
    return settings.WAGTAILADMIN_BASE_URL + entry.get_absolute_url()


def source_words(entry: DirectoryEntry) -> str:
    """Where an entry comes from, with the date."""
    return ", ".join(filter(None, [entry.source, entry.source_date]))


# --- vCard -----------------------------------------------------------------------------------------------------


def write_vcards(viewer: Any, entries: Iterable[DirectoryEntry]) -> str:
    """One card for each entry the viewer may see, in their order."""
    return "".join(vcard.write_card(_card_lines(card)) for card in visible_cards(viewer, entries))


def _card_lines(card: EntryCard) -> Iterator[vcard.Line]:
    entry = card.entry
    holder = entry.holder_label.strip() if isinstance(entry, Post) else ""
    name = holder or card.title.strip() or str(entry._meta.verbose_name)
    yield vcard.text("KIND", "individual" if holder else "org")
    yield vcard.text("FN", name)
    if isinstance(entry, Post):
        if holder and entry.holder is not None and entry.holder.last_name:
            parts = [entry.holder.last_name, entry.holder.first_name, "", "", ""]
            yield vcard.components("N", parts)
        yield vcard.text("TITLE", card.title)
        office = [part for part in (entry.institution or entry.representing(), entry.city) if part]
        yield vcard.components("ORG", office)
    elif isinstance(entry, Authority):
        yield vcard.components("ORG", [entry.name])
    for position, code in enumerate(entry.languages, start=1):
        yield vcard.text("LANG", code, pref=str(position))
    for view in card.contacts:
        yield from _contact_lines(view)
    kind = kind_name(entry.kind if isinstance(entry, Post) else AUTHORITY)
    yield vcard.texts("CATEGORIES", [kind, *card.countries, *([_("Example")] if entry.is_example else [])])
    yield vcard.text("NOTE", "\n".join(_notes(card)))
    yield vcard.uri("SOURCE", f"{entry_address(entry)}card.vcf")
    yield vcard.uri("UID", f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, entry_address(entry))}")
    yield vcard.text("REV", entry.updated_at.astimezone(datetime.UTC).strftime("%Y%m%dT%H%M%SZ"))


def _contact_lines(view: ContactView) -> Iterator[vcard.Line]:
    """A contact as the property an address book knows it by. What has none stands in the note (``_notes``)."""
    contact, pref = view.contact, "1" if view.contact.is_urgent else ""
    if contact.kind in TEL_TYPES:
        if view.href.startswith("tel:+"):
            yield vcard.uri(
                "TEL", view.href, value="uri", type=TEL_TYPES[ContactKind(contact.kind)], pref=pref
            )
        else:
            yield vcard.text("TEL", contact.value, type=TEL_TYPES[ContactKind(contact.kind)], pref=pref)
    elif contact.kind == ContactKind.E_MAIL:
        yield vcard.text("EMAIL", contact.value, type="work", pref=pref)
    elif contact.kind == ContactKind.WEB and view.href:
        yield vcard.uri("URL", view.href, type="work")
    elif contact.kind == ContactKind.ADDRESS:
        # Typed as one text: the label is what is printed, the street what older readers show.
        parts = ["", "", contact.value, "", "", "", ""]
        yield vcard.components("ADR", parts, type="work", label=contact.value)


def _notes(card: EntryCard) -> Iterator[str]:
    entry = card.entry
    if entry.is_example:
        yield _("This is an example. Nobody can be reached this way.")
    yield standing_words(entry)
    for view in card.contacts:
        if view.contact.label or view.contact.hours or view.contact.is_urgent or not _has_property(view):
            yield _contact_words(view)
    if entry.note:
        yield entry.note
    if source := source_words(entry):
        yield _("Source: %(source)s") % {"source": source}
    for words in dict.fromkeys([card.audience, *(view.audience for view in card.contacts)]):
        if words:
            yield _("Who may see this: %(audience)s") % {"audience": words}
    exported = date_format(timezone.localdate())
    yield _("From the liaison directory of %(site)s on %(date)s: %(address)s") % {
        "site": settings.SITE_NAME,
        "date": exported,
        "address": entry_address(entry),
    }


def _has_property(view: ContactView) -> bool:
    return next(_contact_lines(view), None) is not None


def _contact_words(view: ContactView) -> str:
    """A contact in one line: kind, number, what it is for, when."""
    contact = view.contact
    urgent = _("for urgent cases") if contact.is_urgent else ""
    more = "; ".join(part for part in (contact.label, contact.hours, urgent) if part)
    said = _("%(kind)s: %(value)s") % {"kind": contact.get_kind_display(), "value": contact.value}
    return f"{said} ({more})" if more else said


# --- XLSX ------------------------------------------------------------------------------------------------------


def cell_text(value: Any) -> str:
    """A text that no spreadsheet takes for a formula, without characters a workbook cannot hold."""
    plain = strip_controls(str(value))[:LONGEST_CELL]
    return quoted(plain)[:LONGEST_CELL]


def write_workbook(viewer: Any, entries: Iterable[DirectoryEntry]) -> bytes:
    """Two sheets: the entries the viewer may see, and their contacts, a row each; where it comes from on a third."""
    viewer = viewer_for(viewer)
    cards = visible_cards(viewer, entries)
    book = Workbook(write_only=True)
    _sheet(book, _("Entries"), _entry_columns(), (_entry_cells(card) for card in cards))
    rows = (_contact_cells(card, view) for card in cards for view in card.contacts)
    _sheet(book, _("Contacts"), _contact_columns(), rows)
    _sheet(book, _("About"), [("", 110)], ([line] for line in _about(cards)), header=False)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(
    book: Workbook,
    title: str,
    columns: Sequence[tuple[str, int]],
    rows: Iterable[Sequence[Any]],
    header: bool = True,
) -> None:
    sheet = book.create_sheet(title[:31])
    for number, (_name, width) in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    if header:
        sheet.freeze_panes = "B2"
        head = [WriteOnlyCell(sheet, value=cell_text(name)) for name, _width in columns]
        for cell in head:
            cell.font = Font(bold=True)
        sheet.append(head)
    for row in rows:
        cells = [WriteOnlyCell(sheet, value=cell_text(value)) for value in row]
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.append(cells)


def _entry_columns() -> list[tuple[str, int]]:
    return [
        (_("What"), 44), (_("Role"), 26), (_("Country"), 18), (_("Also covers"), 22), (_("Represents"), 18),
        (_("Holder"), 26), (_("Is it filled"), 14), (_("Institution"), 30), (_("City"), 16), (_("Languages"), 22),
        (_("Measures"), 30), (_("Channel"), 30), (_("Transmission"), 22), (_("Since"), 12), (_("Until"), 12),
        (_("Contacts"), 46), (_("Verification"), 28), (_("Note"), 50), (_("Source"), 44), (_("Example"), 10),
        (_("Who may see this"), 34), (_("Page"), 44),
    ]  # fmt: skip


def _entry_cells(card: EntryCard) -> list[Any]:
    entry = card.entry
    post = entry if isinstance(entry, Post) else None
    authority = entry if isinstance(entry, Authority) else None
    return [
        card.title,
        kind_name(post.kind if post else AUTHORITY),
        card.countries[0],
        ", ".join(card.countries[1:]),
        post.representing() if post else "",
        post.holder_label if post else "",
        post.get_occupancy_display() if post else "",
        post.institution if post else "",
        post.city if post else "",
        ", ".join(entry.language_names),
        ", ".join(topic.name() for topic in authority.measures.all()) if authority else "",
        ", ".join(authority.channel_names) if authority else "",
        ", ".join(authority.transmission_names) if authority else "",
        post.since if post else "",
        post.until.isoformat() if post and post.until else "",
        "\n".join(_contact_words(view) for view in card.contacts),
        standing_words(entry),
        entry.note,
        source_words(entry),
        _("Example") if entry.is_example else "",
        card.audience,
        entry_address(entry),
    ]


def _contact_columns() -> list[tuple[str, int]]:
    return [
        (_("What"), 44), (_("Country"), 18), (_("Kind"), 16), (_("Number or address"), 34), (_("Label"), 28),
        (_("Hours"), 24), (_("For urgent cases"), 16), (_("Who may see this"), 34),
    ]  # fmt: skip


def _contact_cells(card: EntryCard, view: ContactView) -> list[Any]:
    contact = view.contact
    return [
        card.title,
        card.countries[0],
        contact.get_kind_display(),
        contact.value,
        contact.label,
        contact.hours,
        _("yes") if contact.is_urgent else "",
        view.audience,
    ]


def _about(cards: Sequence[EntryCard]) -> Iterator[str]:
    yield _("Liaison directory of %(site)s, as of %(date)s") % {
        "site": settings.SITE_NAME,
        "date": date_format(timezone.localdate()),
    }
    yield _(
        "It holds what the person who exported it may see. Mind who else may see each entry and each contact."
    )
    if any(card.entry.is_example for card in cards):
        yield _("Entries marked as an example were made to show the portal. Nobody can be reached that way.")
