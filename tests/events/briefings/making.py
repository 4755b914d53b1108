"""Briefings and what they are compiled from, for tests."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from events.briefings.actions import create_briefing
from events.briefings.models import Briefing, Entry
from liaison.assessments.models import Report, Round
from liaison.treaties.models import TreatyStatus
from portal.pages.models import CountryElement, CountryPage
from portal.people.enums import Role
from portal.people.models import User
from portal.visibility import Audience
from practices.enums import Tlp
from tests.events.dialogues.making import make_commitment, make_dialogue
from tests.events.exchanges.factory import make_event
from tests.factories import TLP_FOR, Tree, make_country, make_instrument, make_practice, make_user
from tests.liaison.accession.factory import make_accession
from tests.liaison.directory.making import make_authority, make_post

CONVENTION = {"kind": "coe-convention", "organisation": "coe"}


def make_editor(**fields: Any) -> User:
    """Somebody of the Commission."""
    return make_user(role=Role.COMMISSION, **fields)


def make_briefing(
    *,
    owner: User | None = None,
    country: str = "MA",
    audience: str = Audience.MEMBERS,
    communities: Iterable[Group] = (),
    compiled: bool = True,
    **fields: Any,
) -> Briefing:
    """A briefing as it is made on the site; by default for all members, compiled."""
    values = {
        "country": make_country(country),
        "title": "Briefing package: Morocco",
        "audience": audience,
        "tlp": TLP_FOR.get(Audience(audience), Tlp.AMBER),
        "communities": list(communities),
        **fields,
    }
    return create_briefing(values=values, user=owner or make_editor(), compiled=compiled)


def entries_of(briefing: Briefing, **wanted: Any) -> list[Entry]:
    """The entries of a briefing, in order."""
    rows = Entry.objects.filter(section__briefing=briefing, **wanted).select_related("section__briefing")
    return list(rows.order_by("section__order", "order", "pk"))


def headings(briefing: Briefing, **wanted: Any) -> list[str]:
    return [entry.heading for entry in entries_of(briefing, **wanted)]


def make_sources(tree: Tree, audience: str, word: str, *, communities: Iterable[Group] = ()) -> None:
    """One item of every source that has an audience, about Morocco, each with ``word`` in what it says."""
    dossier, groups = tree.morocco, list(communities)
    tlp = TLP_FOR[Audience(audience)]
    shared: dict[str, Any] = {"audience": audience, "communities": groups}
    make_practice(dossier, title=f"Practice {word}", outcome="worked", **shared)
    make_practice(dossier, title=f"Failure {word}", outcome="failed", **shared)
    make_practice(dossier, title=f"Obstacle {word}", kind="obstacle", **shared)
    make_post(holder_name=f"Holder {word}", verified_on=timezone.localdate(), **shared)
    make_authority(name=f"Authority {word}", verified_on=timezone.localdate(), **shared)
    code = f"CETS{100 + len(word) + sum(map(ord, word)) % 90}"
    make_accession(country="MA", instrument=code, obstacles=f"Hurdle {word}", **shared)
    make_event(title=f"Event {word}", countries=["MA"], **shared)
    if audience != Audience.PUBLIC:
        held = make_dialogue(title=f"Dialogue {word}", in_days=-20, **shared)
        type(held).objects.filter(pk=held.pk).update(status="held")
        make_commitment(held, text=f"Promise {word}", due=timezone.localdate() + datetime.timedelta(days=9))
    make_figures(word, audience=audience, communities=groups, tlp=tlp)


SOURCE_TYPES = {
    "practice",
    "post",
    "authority",
    "accession",
    "event",
    "dialogue",
    "commitment",
    "figures",
}
"""The types of items that ``make_sources`` makes."""


def make_element(tree: Tree, audience: str, text: str, element: str = "cooperation_level") -> CountryElement:
    """An element of paragraph (f) in Morocco's dossier."""
    page = CountryPage.objects.get(pk=tree.morocco.pk)
    return CountryElement.objects.create(
        page=page,
        element=element,
        text=f"<p>{text}</p>",
        source="A source",
        source_date="2025-06",
        audience=audience,
    )


def make_status(code: str = "CETS024", party: str = "MA", **fields: Any) -> TreatyStatus:
    """A row of treaty status: bound since 2000."""
    instrument = make_instrument(code, **CONVENTION)
    return TreatyStatus.objects.create(
        instrument=instrument,
        party=party,
        country=make_country(party),
        party_type="state",
        **{
            "in_force": datetime.date(2000, 1, 1),
            "status": "in_force",
            "source": "TEST",
            "as_of": datetime.date(2025, 1, 1),
            "confidence": "high",
            **fields,
        },
    )


def make_report(word: str = "Round", country: str = "MA") -> Report:
    """A transmitted report with figures of one country, as a frozen report keeps them."""
    from liaison.assessments.enums import FigureKey
    from liaison.assessments.models import Method
    from liaison.assessments.report_schema import content_hash

    day = timezone.localdate()
    round = Round.objects.create(
        title=f"Round {word}",
        slug=f"round-{word.lower()}",
        period_start=day,
        period_end=day,
        opens=day,
        closes=day,
        method=Method.objects.first() or Method.objects.create(name="Method", criteria=[]),
    )
    figure = {"answer": "range", "low": 5, "high": 9, "answered": 4, "no_data": 1, "not_answered": 2}
    content: dict[str, Any] = {
        "round": {
            "title": round.title,
            "slug": round.slug,
            "period_start": day.isoformat(),
            "period_end": day.isoformat(),
            "is_example": False,
        },
        "countries": [
            {
                "code": country,
                "figures": {key.value: figure for key in FigureKey},
                "aml": {"level": "low", "answered": 4, "no_data": 1, "not_answered": 2},
                "wishes": [],
                "score": {"low": 1, "high": 2, "rank": 1, "best": 1, "worst": 1, "parts": []},
                "narrative": "",
                "proposal": "",
                "change": None,
            }
        ],
    }
    now = timezone.now()
    return Report.objects.create(
        round=round,
        number=1,
        content=content,
        content_hash=content_hash(content),
        frozen_at=now,
        transmitted_at=now,
    )


def make_figures(word: str, *, audience: str, communities: Iterable[Group] = (), tlp: str = "") -> None:
    """Figures that are released for an audience; never for everyone."""
    from events.briefings.figures import release_figures

    values = {
        "audience": Audience.MEMBERS if audience == Audience.PUBLIC else audience,
        "communities": list(communities),
    }
    assessor = make_user(role=Role.EUROJUST_DESK)
    release_figures(report=make_report(word), values=values, user=assessor, version=0)


def signed_in(user: User | None, **kwargs: Any) -> Client:
    """A client with the user's session."""
    client = Client(**kwargs)
    if user is not None:
        client.force_login(user)
    return client


def sending(client: Client, user: User, path: str, **values: Any) -> Any:
    """Send a form as its page would."""
    return client.post(path, {"editor": user.pk, **values})
