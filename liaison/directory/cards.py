"""What a list and a page show of entries and of their contacts, for one viewer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.db.models import Q

from liaison.directory.enums import ContactKind
from liaison.directory.models import Authority, Contact, DirectoryEntry, Post
from portal.pages.audience_words import audience_words
from portal.reference.cldr import territory_name
from portal.visibility import Viewer

PREVIEW = 3
"""Contacts shown of each entry in a list."""

ORDER = list(ContactKind.values)


@dataclass(frozen=True, slots=True)
class ContactView:
    """A contact as it is shown. ``href`` is empty where nothing can be opened."""

    contact: Contact
    href: str
    audience: str = ""


@dataclass(slots=True)
class EntryCard:
    """An entry with what this viewer may see of it."""

    entry: DirectoryEntry
    title: str
    countries: list[str]
    contacts: list[ContactView] = field(default_factory=list)
    more_contacts: int = 0
    audience: str = ""

    @property
    def is_post(self) -> bool:
        return isinstance(self.entry, Post)


def make_cards(
    viewer: Viewer, entries: Sequence[DirectoryEntry], *, preview: int | None = PREVIEW
) -> list[EntryCard]:
    """Cards for entries the viewer may see (the caller has asked the rule), in their order.

    Two queries: the contacts this viewer may see, the names of communities. ``preview=None`` shows all contacts.
    """
    by_entry = _contacts(viewer, entries)
    keys = {entry.audience_key for entry in entries}
    keys |= {contact.audience_key for contacts in by_entry.values() for contact in contacts}
    words = audience_words(keys)
    cards = []
    for entry in entries:
        found = by_entry[_identity(entry)]
        shown = found if preview is None else found[:preview]
        cards.append(
            EntryCard(
                entry=entry,
                title=entry.label(),
                countries=countries_of(entry),
                contacts=[_view(contact, words.get(contact.audience_key, "")) for contact in shown],
                more_contacts=len(found) - len(shown),
                audience=words.get(entry.audience_key, ""),
            )
        )
    return cards


def countries_of(entry: DirectoryEntry) -> list[str]:
    """Names of the countries an entry is about, the principal one first."""
    others = sorted(c.code for c in entry.other_countries.all()) if isinstance(entry, Post) else []
    return [territory_name(code) for code in (entry.country_id, *others)]


def _identity(entry: DirectoryEntry) -> tuple[str, int]:
    return entry.entry_type, entry.pk


def _contacts(viewer: Viewer, entries: Iterable[DirectoryEntry]) -> dict[tuple[str, int], list[Contact]]:
    """The contacts of entries that the viewer may see: urgent ones first, then by how fast they reach somebody."""
    posts = {entry.pk: entry for entry in entries if isinstance(entry, Post)}
    authorities = {entry.pk: entry for entry in entries if isinstance(entry, Authority)}
    found: dict[tuple[str, int], list[Contact]] = defaultdict(list)
    if not posts and not authorities:
        return found
    wanted = Q(post__in=posts) | Q(authority__in=authorities)
    for contact in Contact.objects.visible_to(viewer).filter(wanted):
        if contact.post_id:
            contact.post = posts[contact.post_id]
            found["post", contact.post_id].append(contact)
        else:
            assert contact.authority_id is not None  # noqa: S101 - the constraint contact_of_one
            contact.authority = authorities[contact.authority_id]
            found["authority", contact.authority_id].append(contact)
    for contacts in found.values():
        contacts.sort(key=lambda c: (not c.is_urgent, ORDER.index(c.kind), c.pk))
    return found


def _view(contact: Contact, audience: str) -> ContactView:
    return ContactView(contact, href_of(contact), audience)


def href_of(contact: Contact) -> str:
    """Where a tap leads: a call (RFC 3966), a mail (RFC 6068), a page; empty for what cannot be opened."""
    value = contact.value.strip()
    if contact.kind in (ContactKind.PHONE, ContactKind.MOBILE):
        return _tel(value)
    if contact.kind == ContactKind.E_MAIL:
        return f"mailto:{quote(value, safe='@.+-_')}"
    if contact.kind == ContactKind.WEB and re.match(r"https?://", value, re.IGNORECASE):
        return value
    return ""


def _tel(value: str) -> str:
    """A number to dial: what is in brackets after a country code is left out ("+33 (0)1"), an extension kept."""
    number, _sep, extension = re.sub(r"(?i)(ext\.?|extension|poste)", "x", value).partition("x")
    if number.strip().startswith("+"):
        number = number.replace("(0)", "")
    digits = re.sub(r"\D", "", number)
    if not digits:
        return ""
    tail = re.sub(r"\D", "", extension)
    return f"tel:{'+' if number.strip().startswith('+') else ''}{digits}{f';ext={tail}' if tail else ''}"


def all_contacts(viewer: Any, entry: DirectoryEntry) -> list[ContactView]:
    """Every contact of one entry this viewer may see."""
    return make_cards(viewer, [entry], preview=None)[0].contacts
