"""Puts the corpus into the database, table by table: twenty thousand saves would only delay the measuring."""

from __future__ import annotations

import itertools
import json
import uuid
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, TypeVar

from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.utils import timezone
from wagtail.models import Locale, Page

from portal.front.tree import ensure_tree
from portal.pages.models import BasePage, CountryPage
from portal.reference.models import Instrument, Topic
from portal.visibility import PUBLIC, audience_key, intern_key
from practices.enums import PracticeKind
from practices.models import PracticePage
from tests.bench.corpus import AUDIENCES, Text, texts

T = TypeVar("T")
CHUNK = 2_000


def prepare() -> list[Group]:
    """The tree, the reference data and the communities of the corpus' audiences."""
    from django.core.management import call_command

    call_command("load_reference", verbosity=0)
    ensure_tree()
    return [Group.objects.get_or_create(name=f"Audience {n}")[0] for n in range(1, AUDIENCES)]


@transaction.atomic
def fill(count: int, groups: list[Group], *, start: int = 0) -> None:
    """Add the practices ``start`` to ``count`` of the corpus."""
    keys = [PUBLIC, *(intern_key(audience_key("communities", [group.pk])) for group in groups)]
    dossiers = list(CountryPage.objects.select_related("country").order_by("path")[:60])
    instruments = list(Instrument.objects.order_by("pk").values_list("pk", flat=True)[:40])
    topics = list(Topic.objects.order_by("pk").values_list("pk", flat=True)[:12])
    steps: dict[int, int] = {}
    for chunk in _chunks(itertools.islice(texts(count), start, None), CHUNK):
        pages = [_page(text, dossiers[text.country], steps) for text in chunk]
        Page.objects.bulk_create(pages)
        ids = [page.pk for page in pages]
        _insert(
            BasePage,
            ("page_ptr_id", "audience", "own_key", "audience_key"),
            (
                (
                    pk,
                    "public" if text.audience == 0 else "communities",
                    keys[text.audience],
                    keys[text.audience],
                )
                for pk, text in zip(ids, chunk, strict=True)
            ),
        )
        _insert(PracticePage, *_practice_rows(ids, chunk))
        _relate(
            "other_countries",
            (
                (pk, dossiers[c].country_id)
                for pk, t in zip(ids, chunk, strict=True)
                for c in t.other_countries
            ),
        )
        _relate(
            "instruments",
            ((pk, instruments[i]) for pk, t in zip(ids, chunk, strict=True) for i in t.instruments),
        )
        _relate("topics", ((pk, topics[i]) for pk, t in zip(ids, chunk, strict=True) for i in t.topics))
    for number, children in steps.items():
        Page.objects.filter(pk=dossiers[number].pk).update(numchild=children)


def _page(text: Text, parent: CountryPage, steps: dict[int, int]) -> Page:
    steps[text.country] = steps.get(text.country, parent.numchild) + 1
    slug = f"text-{text.number}"
    moment = timezone.now().replace(year=text.date.year, month=text.date.month, day=min(text.date.day, 28))
    return Page(
        title=text.title,
        draft_title=text.title,
        slug=slug,
        path=Page._get_path(parent.path, parent.depth + 1, steps[text.country]),
        depth=parent.depth + 1,
        numchild=0,
        url_path=f"{parent.url_path}{slug}/",
        live=True,
        content_type=ContentType.objects.get_for_model(PracticePage),
        locale=_locale(),
        translation_key=uuid.uuid4(),
        first_published_at=moment,
        last_published_at=moment,
        latest_revision_created_at=moment,
    )


def _locale(kept: list[Locale] = []) -> Locale:  # noqa: B006  # kept for the process
    if not kept:
        kept.append(Locale.get_default())
    return kept[0]


def _practice_rows(ids: list[int], chunk: list[Text]) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    fixed = {
        field.column: field.get_db_prep_save(field.get_default(), connection)
        for field in PracticePage._meta.local_fields
    }
    columns = tuple(fixed)

    def rows() -> Iterator[tuple[Any, ...]]:
        for pk, text in zip(ids, chunk, strict=True):
            body = [
                {
                    "id": str(uuid.UUID(int=pk * 1000 + n)),
                    "type": "text",
                    "value": f"<p>{escape(paragraph)}</p>",
                }
                for n, paragraph in enumerate(text.paragraphs)
            ]
            own = {
                "basepage_ptr_id": pk,
                "summary": text.summary[:500],
                "body": json.dumps(body),
                "kind": PracticeKind.values[text.kind],
                "language": text.language,
                "experience_from": text.date.isoformat(),
                "tlp": "CLEAR" if text.audience == 0 else "AMBER",
            }
            yield tuple((fixed | own)[column] for column in columns)

    return columns, rows()


def _insert(model: Any, columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", list(rows))


def _relate(name: str, pairs: Iterable[tuple[Any, Any]]) -> None:
    field = PracticePage._meta.get_field(name)
    through = field.remote_field.through
    left, right = field.m2m_column_name(), field.m2m_reverse_name()
    _insert(through, (left, right), sorted(set(pairs), key=str))


def _chunks(items: Iterable[T], size: int) -> Iterator[list[T]]:
    iterator = iter(items)
    while chunk := list(itertools.islice(iterator, size)):
        yield chunk
