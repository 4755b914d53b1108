"""After a change of what briefings are compiled from, the briefings about the countries concerned are compared again.

A change notes what it touched, in its transaction; which countries that are is asked after the commit, and only where
there is a briefing at all. What is not noted here (a day that passes, names of reference data) is found by
``manage.py briefings_check``.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models, transaction
from django.db.models import Q
from django.db.models.signals import m2m_changed, post_delete, post_save

from events.briefings.enums import ChangeKind
from events.briefings.models import Briefing, FigureRelease
from events.briefings.signals import briefing_changed
from events.dialogues.models import Commitment, Dialogue
from events.exchanges.models import Event
from events.freshness.models import StaleCause
from liaison.accession.models import Accession
from liaison.agreements.models import Agreement, AgreementParty
from liaison.assessments.models import Decision, PriorityCountry
from liaison.directory.models import Authority, Contact, Post
from liaison.treaties.marks import TYPE as TREATY_STATUS
from liaison.treaties.models import TreatyStatus
from portal.indexing import changed
from portal.pages.models import BasePage, CountryElement, CountryPage
from portal.reference.indexing import number_of
from practices.models import PracticePage

logger = logging.getLogger(__name__)

ALL = "all"
Touched = set[tuple[str, Any]]
"""What was touched: (``country``, code), (``page``, number), (``path``, path in the tree), (``post``, number), ...
or (``ALL``, "")."""

BY_COUNTRY: tuple[type[models.Model], ...] = (
    Accession,
    Authority,
    Commitment,
    Dialogue,
    PriorityCountry,
    TreatyStatus,
)
"""Models with a ``country`` of their own."""
BY_ID: dict[str, type[models.Model]] = {
    "accession": Accession,
    "authority": Authority,
    "dialogue": Dialogue,
    "post": Post,
}
"""Types of ``portal.indexing.changed`` whose objects have a ``country`` of their own."""
WITHOUT_EFFECT = frozenset({ChangeKind.EDITORS, ChangeKind.ADDED, ChangeKind.MOVED})
"""Changes of a briefing after which it differs from its sources as it did before."""


class _Noted:
    """What one transaction touched; called once, when it is committed."""

    def __init__(self) -> None:
        self.touched: Touched = set()

    def __call__(self) -> None:
        from events.freshness.tasks import enqueue_check

        ids = briefings_about(self.touched)
        if ids:
            enqueue_check(ids)


def note(*touched: tuple[str, Any]) -> None:
    """Say in a transaction what it touches. What is rolled back is forgotten, or costs one comparison in vain."""
    waiting = [callback[1] for callback in connections[DEFAULT_DB_ALIAS].run_on_commit]
    noted = next((one for one in waiting if isinstance(one, _Noted)), None)
    if noted is None:
        noted = _Noted()
        noted.touched.update(touched)
        transaction.on_commit(noted, robust=True)
    else:
        noted.touched.update(touched)


def briefings_about(touched: Touched) -> list[int]:
    """The numbers of the briefings that are concerned. One query where there is no briefing."""
    current = dict(Briefing.objects.order_by("pk").values_list("pk", "country_id"))
    if not current:
        return []
    if any(kind == ALL for kind, _what in touched):
        return list(current)
    codes = _countries_of(touched, set(current.values()))
    named = {what for kind, what in touched if kind == "briefing"}
    if edited := {what for kind, what in touched if kind == "edited"} - named:
        # Words of an editor make nothing stale; they can settle what waited for a decision.
        named |= set(StaleCause.objects.open().filter(briefing__in=edited).values_list("briefing", flat=True))
    return [pk for pk, code in current.items() if code in codes or pk in named]


def _countries_of(touched: Touched, wanted: set[str]) -> set[str]:
    """The codes of the countries that are concerned."""
    by_kind: dict[str, set[Any]] = {}
    for kind, what in touched:
        by_kind.setdefault(kind, set()).add(what)
    codes = set(by_kind.get("country", ()))
    numbers = by_kind.get(TREATY_STATUS, set())
    codes |= {code for code in wanted if number_of(code) in numbers}
    for name, model in BY_ID.items():
        if ids := by_kind.get(name):
            codes |= set(model._default_manager.filter(pk__in=ids).values_list("country", flat=True))
    for name, found in _THROUGH.items():
        if ids := by_kind.get(name):
            codes |= set(found(ids))
    return codes | _countries_of_pages(by_kind.get("page", set()), by_kind.get("path", set()))


_THROUGH: dict[str, Callable[[set[Any]], Iterable[str]]] = {
    "event": lambda ids: Event.countries.through.objects.filter(event__in=ids).values_list(
        "country", flat=True
    ),
    "post": lambda ids: Post.other_countries.through.objects.filter(post__in=ids).values_list(
        "country", flat=True
    ),
    "agreement": lambda ids: AgreementParty.objects.filter(
        agreement__in=ids, country__isnull=False
    ).values_list("country_id", flat=True),
    "decision": lambda ids: PriorityCountry.objects.filter(
        Q(decision__in=ids) | Q(ended_by__in=ids)
    ).values_list("country_id", flat=True),
}


def _countries_of_pages(ids: set[int], paths: set[str]) -> set[str]:
    """The countries of pages: dossiers, and practices below them or about further countries."""
    if not ids and not paths:
        return set()
    paths = paths | set(BasePage.objects.filter(pk__in=ids).values_list("path", flat=True))
    places = {place for path in paths for place in (path, path[: -BasePage.steplen])}
    codes = set(CountryPage.objects.filter(path__in=places).values_list("country", flat=True))
    others = PracticePage.other_countries.through.objects.filter(practicepage__in=ids)
    return codes | set(others.values_list("country", flat=True))


# --- receivers ------------------------------------------------------------------------------------------


def _saved_with_country(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw and instance.country_id:
        note(("country", instance.country_id))


def _saved_post(instance: Post, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        note(("country", instance.country_id), ("post", instance.pk))


def _saved_page(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        note(("page", instance.pk), ("path", instance.path))


def _saved_element(instance: CountryElement, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        note(("page", instance.page_id))


def _saved_contact(instance: Contact, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        note(("post", instance.post_id), ("authority", instance.authority_id))


def _saved_agreement(instance: Agreement, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        note(("agreement", instance.pk))


def _saved_event(instance: Event, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        note(("event", instance.pk))


def _changed_countries(instance: Any, action: str, reverse: bool, pk_set: Any = None, **kwargs: Any) -> None:
    if action in ("post_add", "post_remove"):
        if reverse:
            note(("country", instance.pk))
        else:
            note(*(("country", code) for code in pk_set or ()))


def _saved_decision(instance: Decision, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        note(("decision", instance.pk))


def _saved_figures(instance: FigureRelease, raw: bool = False, **kwargs: Any) -> None:
    if not raw:
        note((ALL, ""))


def _changed_briefing(briefing: Briefing, kind: str, **kwargs: Any) -> None:
    if kind not in WITHOUT_EFFECT:
        note(("edited" if kind == ChangeKind.EDITED else "briefing", briefing.pk))


def _marked(sender: Any, type: str, ids: Iterable[int], **kwargs: Any) -> None:
    """What changes without being saved: audiences that follow a community or a parent, treaty status in bulk."""
    if type in BY_ID or type in ("event", TREATY_STATUS):
        note(*((type, pk) for pk in ids))
    elif type in ("practice", "country"):
        note(*(("page", pk) for pk in ids))


def connect() -> None:
    """Listen to what briefings are compiled from. Called when the app is ready."""
    receivers: list[tuple[type[models.Model], Callable[..., None]]] = [
        *((model, _saved_with_country) for model in BY_COUNTRY),
        (Post, _saved_post),
        (PracticePage, _saved_page),
        (CountryPage, _saved_page),
        (CountryElement, _saved_element),
        (Contact, _saved_contact),
        (Agreement, _saved_agreement),
        (Event, _saved_event),
        (Decision, _saved_decision),
        (FigureRelease, _saved_figures),
    ]
    for model, receiver in receivers:
        name = f"freshness-{model._meta.label}"
        post_save.connect(receiver, sender=model, dispatch_uid=f"{name}-save")
        post_delete.connect(receiver, sender=model, dispatch_uid=f"{name}-delete")
    for through in (
        Event.countries.through,
        Post.other_countries.through,
        PracticePage.other_countries.through,
    ):
        m2m_changed.connect(_changed_countries, sender=through, dispatch_uid=f"freshness-{through.__name__}")
    briefing_changed.connect(_changed_briefing, dispatch_uid="freshness-briefing")
    changed.connect(_marked, dispatch_uid="freshness-marked")
