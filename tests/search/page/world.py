"""A small portal to search in: real reference data, a few dossiers, practices in seven languages and five audiences."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group

from portal.front.models import HomePage
from portal.front.tree import _ensure_home, _ensure_index
from portal.pages.models import CountryPage
from portal.people.models import User
from portal.reference.models import Country, Instrument, Topic
from portal.visibility import Audience
from practices.models import PracticePage

DOSSIERS = ("AE", "AL", "CH", "CO", "MA", "TN", "TR", "XK")


@dataclass
class World:
    """What was made, by name."""

    home: HomePage
    dossiers: dict[str, CountryPage] = field(default_factory=dict)
    practices: dict[str, PracticePage] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    network: Group | None = None

    def add(self, name: str, country: str, title: str, text: str, **fields: Any) -> PracticePage:
        """Publish a practice. ``instruments`` and ``topics`` are codes; everyone may see it unless said."""
        instruments = Instrument.objects.filter(code__in=fields.pop("instruments", ()))
        topics = Topic.objects.filter(slug__in=fields.pop("topics", ()))
        communities = fields.pop("communities", ())
        date = fields.pop("date", datetime.date(2024, 5, 1))
        fields.setdefault("audience", Audience.PUBLIC)
        fields.setdefault("tlp", "CLEAR")
        page = PracticePage(
            title=title, slug=name, body=[("text", f"<p>{text}</p>")], experience_from=date, **fields
        )
        page.communities = list(communities)
        page.instruments = list(instruments)
        page.topics = list(topics)
        self.dossiers[country].add_child(instance=page)
        page.first_published_at = datetime.datetime.combine(date, datetime.time(12), tzinfo=datetime.UTC)
        page.save()
        self.practices[name] = page
        return page


def build_world() -> World:
    """Make the portal. The reference data has to be loaded already."""
    index = _ensure_index(_ensure_home())
    world = World(home=HomePage.objects.get())
    for code in DOSSIERS:
        country = Country.objects.get(code=code)
        page = CountryPage(
            title=country.name("en"), slug=code.lower(), country=country, audience=Audience.PUBLIC
        )
        world.dossiers[code] = index.add_child(instance=page)
    world.network = Group.objects.create(name="Network of the test")
    for name in ("member", "insider"):
        world.users[name] = User.objects.create(username=name, email=f"{name}@example.org", role="prosecutor")
    world.users["insider"].groups.add(world.network)
    _practices(world)
    return world


def _practices(world: World) -> None:
    add = world.add
    add(
        "ma-assurances", "MA", "Extradition: assurances on the death penalty",
        "The Ministry of Justice gave the assurance in writing before the surrender.",
        language="en", kind="assurances", topics=("extradition",), instruments=("UNTOC",),
    )  # fmt: skip
    add(
        "ma-rogatoire", "MA", "Commission rogatoire adressée par la voie directe",
        "La demande d'entraide a été transmise au parquet général de Rabat.",
        language="fr", kind="channel", topics=("mla",), instruments=("CETS182", "UNTOC"),
        date=datetime.date(2023, 3, 1),
    )  # fmt: skip
    add(
        "tr-unterlagen", "TR", "Auslieferung: Übersetzung der Unterlagen",
        "Die Unterlagen wurden ins Türkische übersetzt und auf dem diplomatischen Weg übermittelt.",
        language="de", kind="drafting", topics=("extradition",), instruments=("CETS024",),
        date=datetime.date(2022, 9, 1),
    )  # fmt: skip
    add(
        "tn-video", "TN", "Audition d'un témoin par vidéoconférence",
        "Le juge d'instruction a entendu le témoin à Tunis, avec un interprète.",
        language="fr", kind="evidence", topics=("video-conference",), instruments=("CETS182",),
        date=datetime.date(2024, 2, 1),
    )  # fmt: skip
    add(
        "ch-video", "CH", "Hearing a witness by video-conference",
        "The hearing was agreed by telephone and took place within a week.",
        language="en", kind="urgency", topics=("video-conference",), instruments=("CETS182",),
        date=datetime.date(2021, 2, 1),
    )  # fmt: skip
    add(
        "co-activos", "CO", "Recuperación de activos y decomiso",
        "Los bienes decomisados fueron repartidos tras la solicitud de la fiscalía.",
        language="es", kind="obstacle", topics=("asset-recovery", "seizure-and-confiscation"),
        instruments=("UNCAC",), date=datetime.date(2023, 8, 1),
    )  # fmt: skip
    add(
        "ae-freezing", "AE", "Freezing bank accounts in an urgent case",
        "The central authority accepted a request by e-mail and confirmed the freezing the same day.",
        language="en", kind="urgency", topics=("seizure-and-confiscation",), instruments=("UNCAC",),
        date=datetime.date(2024, 7, 1),
    )  # fmt: skip
    add(
        "al-members", "AL", "Extradition hearings in Tirana",
        "The quokka chamber sits on Tuesdays; counsel is appointed at once.",
        language="en", kind="channel", topics=("extradition",), instruments=("CETS024",),
        audience=Audience.MEMBERS, tlp="GREEN",
    )  # fmt: skip
    add(
        "ma-network", "MA", "Extradition: whom to call about the wallaby file",
        "Ask for the duty officer and mention the wallaby reference.",
        language="en", kind="channel", topics=("extradition",), instruments=("UNCAC",),
        audience=Audience.COMMUNITIES, communities=[world.network], tlp="AMBER",
    )  # fmt: skip
