"""How treaty status is found: one entry a country, not one a fact (docs/adr/0013-treaty-status-in-search.md)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override

from liaison.treaties.enums import Standing
from liaison.treaties.marks import TYPE
from liaison.treaties.models import TreatyStatus
from liaison.treaties.standing import standing_on
from portal.indexing import Entry, EntryBuilder, register
from portal.reference.indexing import number_of
from portal.reference.models import Country
from portal.visibility import PUBLIC

TITLE = _("Treaty status")
WORDS = (
    "treaty status treaties conventions party parties signature ratification accession succession entry into force "
    "denunciation reservations declarations objections\n"
    "état des traités conventions partie signature ratification adhésion succession entrée en vigueur dénonciation "
    "réserves déclarations objections"
)
"""Words by which it is found in the interface's languages; the country and the instruments are found by code."""


class TreatyStatusBuilder(EntryBuilder[Country]):
    """Type ``treaty-status``: the treaties of one country, filed under it and under each instrument on file.

    The title names no country and the text no treaty: an entry found by its codes only comes after those that speak
    of the matter, so that "extradition Maroc" still leads with practices. It is filed under no topic and has no
    date, for the same reason.
    """

    type = TYPE
    model = Country
    label = _("Treaty status")
    kinds: dict[str, Any] = {}

    def objects(self) -> QuerySet[Country]:
        rows = TreatyStatus.objects.order_by("instrument").prefetch_related("statements")
        return Country.objects.prefetch_related(Prefetch("treaty_statuses", queryset=rows))

    def object_id(self, obj: Country) -> int:
        return number_of(obj.code)

    def object_ids(self) -> Iterable[int]:
        """Only countries of which something is on file."""
        codes = (
            TreatyStatus.objects.exclude(country=None).order_by("country").values_list("country", flat=True)
        )
        return [number_of(code) for code in codes.distinct()]

    def ids_q(self, ids: Iterable[int]) -> Q:
        """Codes cannot be told from their numbers, so all codes are read: one query."""
        wanted = set(ids)
        codes = Country.objects.values_list("code", flat=True)
        return Q(code__in=[code for code in codes if number_of(code) in wanted])

    def entry(self, obj: Country) -> Entry | None:
        rows = list(obj.treaty_statuses.all())
        if not rows:
            return None
        said = [statement.text for row in rows for statement in row.statements.all()]
        with override("en"):
            title = str(TITLE)
        return Entry(
            language="en",
            title=title,
            summary="",
            text="\n".join([WORDS, *said]),
            audience_key=PUBLIC,
            countries=(obj.code,),
            instruments=tuple(row.instrument_id for row in rows),
        )

    def visible_to(self, viewer: Any) -> QuerySet[Country]:
        """Treaty status is public: whoever looks sees it all."""
        return Country.objects.filter(treaty_statuses__isnull=False).distinct()

    def prepare(self, objects: Sequence[Country]) -> None:
        """The rows of all countries of a page of results: one query."""
        rows = TreatyStatus.objects.order_by("instrument")
        prefetch_related_objects(list(objects), Prefetch("treaty_statuses", queryset=rows))

    def card(self, obj: Country, language: str) -> dict[str, Any]:
        rows = list(obj.treaty_statuses.all())
        today = timezone.localdate()
        bound = sum(standing_on(row, today) == Standing.BOUND for row in rows)
        days = sorted(row.as_of for row in rows)
        return {
            "url": f"/treaties/?country={obj.code}",
            "title": f"{TITLE} – {obj.name(language)}",
            "language": "",
            "countries": [obj.name(language)],
            "summary": ngettext(
                "%(bound)s treaty in force for it, of %(total)s on file.",
                "%(bound)s treaties in force for it, of %(total)s on file.",
                bound,
            )
            % {"bound": bound, "total": len(rows)},
            "oldest": days[0] if days else None,
            "newest": days[-1] if days else None,
            "sources": sorted({code for row in rows for code in row.source_codes}),
        }


def connect() -> None:
    """Register the type. What changes treaty status marks its countries itself (``liaison.treaties.marks``)."""
    register(TreatyStatusBuilder())
