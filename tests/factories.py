"""What tests are made of: a small tree, people of every kind, practices of every audience in every state.

Plain functions with keyword arguments. Nothing is loaded from the data files: a test names what it needs.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as Picture
from wagtail.models import ReferenceIndex

from portal.front.tree import ensure_tree
from portal.media.models import PortalDocument, PortalImage
from portal.pages.desks import open_country_desk
from portal.pages.models import CountryPage
from portal.people.communities import open_network
from portal.people.enums import Role
from portal.people.models import User
from portal.reference.enums import Confidence, InstrumentKind, InstrumentStatus, Organisation, TopicGroup
from portal.reference.models import Country, Instrument, Topic
from portal.visibility import Audience
from practices.enums import Tlp
from practices.models import PracticePage
from practices.workflow import ensure_workflow

PASSWORD = "a sentence for tests"

_numbers = itertools.count(1)

COUNTRIES = {"MA": ("MAR", "015"), "TN": ("TUN", "015"), "UA": ("UKR", "151"), "FR": ("FRA", "155")}
TLP_FOR = {Audience.PUBLIC: Tlp.CLEAR, Audience.MEMBERS: Tlp.GREEN, Audience.COMMUNITIES: Tlp.AMBER}


def make_country(code: str) -> Country:
    """A country of ``COUNTRIES`` (others: with a made-up three-letter code), as the reference data would load it."""
    alpha3, region = COUNTRIES.get(code, (f"{code}Z", ""))
    fields = {"alpha3": alpha3, "region": region, "is_eu": code == "FR"}
    return Country.objects.get_or_create(code=code, defaults=fields)[0]


def make_instrument(code: str = "CETS182", **fields: Any) -> Instrument:
    """A treaty by its code."""
    defaults = {
        "kind": InstrumentKind.values[0],
        "organisation": Organisation.values[0],
        "status": InstrumentStatus.values[0],
        "confidence": Confidence.HIGH,
        "short_title": code,
        **fields,
    }
    return Instrument.objects.get_or_create(code=code, defaults=defaults)[0]


def make_topic(slug: str = "extradition") -> Topic:
    """A cooperation topic by its code."""
    fields = {"group": TopicGroup.values[0], "name_en": slug.title(), "name_fr": slug.title()}
    return Topic.objects.get_or_create(slug=slug, defaults=fields)[0]


@dataclass(frozen=True)
class Tree:
    """Home, ``/countries/`` and three dossiers: Morocco and Tunisia with a desk each, Ukraine without one."""

    morocco: CountryPage
    tunisia: CountryPage
    ukraine: CountryPage
    morocco_desk: Group
    tunisia_desk: Group


def make_tree() -> Tree:
    """The tree every portal starts from, with three countries and the review of their desks."""
    for code in COUNTRIES:
        make_country(code)
    ensure_tree()
    ensure_workflow()
    pages = {page.country_id: page for page in CountryPage.objects.select_related("country")}
    desks = {code: open_country_desk(pages[code]).group for code in ("MA", "TN")}
    pages = {page.country_id: page for page in CountryPage.objects.select_related("country")}
    return Tree(pages["MA"], pages["TN"], pages["UA"], desks["MA"], desks["TN"])


def make_user(
    name: str = "", *, role: str = Role.PROSECUTOR, groups: Iterable[Group] = (), **fields: Any
) -> User:
    """Somebody with an account, a verified address and ``PASSWORD``."""
    name = name or f"person{next(_numbers)}"
    user = User(username=name, email=f"{name}@example.org", first_name=name.title(), role=role, **fields)
    user.set_password(PASSWORD)
    user.save()
    user.groups.add(*groups)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def fresh(user: User | None) -> User | None:
    """The user as the next request would load them: without what is kept for one request."""
    return None if user is None else User.objects.get(pk=user.pk)


def make_network(name: str = "") -> Group:
    """A community."""
    return open_network(name or f"Network {next(_numbers)}").group


def make_document(
    title: str = "", *, filename: str = "", content: bytes = b"Text of the attachment.", **fields: Any
) -> PortalDocument:
    """A document with a file of its own."""
    title = title or f"Document {next(_numbers)}"
    document = PortalDocument(title=title, **fields)
    document.file.save(filename or f"{title.lower().replace(' ', '-')}.txt", ContentFile(content), save=True)
    return document


def make_image(title: str = "", *, filename: str = "", **fields: Any) -> PortalImage:
    """A small picture."""
    title = title or f"Image {next(_numbers)}"
    data = BytesIO()
    Picture.new("RGB", (8, 8), "white").save(data, "PNG")
    data.seek(0)
    file = ImageFile(data, name=filename or f"image{next(_numbers)}.png")
    return PortalImage.objects.create(title=title, file=file, **fields)


STATES = ("live", "draft", "scheduled", "expired", "unpublished", "moved", "deleted")


def make_practice(
    dossier: CountryPage,
    *,
    owner: User | None = None,
    title: str = "",
    audience: str = Audience.PUBLIC,
    communities: Iterable[Group] = (),
    state: str = "live",
    moved_to: CountryPage | None = None,
    text: str = "<p>What was done.</p>",
    documents: Iterable[PortalDocument] = (),
    **fields: Any,
) -> PracticePage:
    """A practice below a dossier, in one of ``STATES``.

    ``moved`` needs ``moved_to``, the dossier it is moved below after it was published.
    """
    page = PracticePage(
        title=title or f"Practice {next(_numbers)}",
        audience=audience,
        owner=owner,
        live=False,
        body=[
            ("text", text),
            *(("attachment", {"document": document, "caption": document.title}) for document in documents),
        ],
        **{"tlp": TLP_FOR[Audience(audience)], "summary": "In short.", **fields},
    )
    page.communities = list(communities)
    CountryPage.objects.get(pk=dossier.pk).add_child(instance=page)
    put_in_state(page, state, moved_to=moved_to)
    return PracticePage.objects.filter(pk=page.pk).first() or page


def put_in_state(page: PracticePage, state: str, *, moved_to: CountryPage | None = None) -> None:
    """Bring a practice that was just added into a state, the way Wagtail does it."""
    if state == "scheduled":
        page.go_live_at = timezone.now() + datetime.timedelta(days=3)
    revision = page.save_revision(user=page.owner)
    ReferenceIndex.create_or_update_for_object(page)
    if state == "draft":
        return
    # Nobody publishes their own: as when the desk's approval publishes it.
    revision.publish()
    page.refresh_from_db()
    if state == "expired":
        page.expire_at = timezone.now() - datetime.timedelta(minutes=1)
        page.save()
        call_command("publish_scheduled")
    elif state == "unpublished":
        page.unpublish()
    elif state == "moved":
        assert moved_to is not None
        page.move(CountryPage.objects.get(pk=moved_to.pk), pos="last-child")
    elif state == "deleted":
        page.delete()
