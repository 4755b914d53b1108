"""The world of the leak matrix: an item of every audience and state, each with a word that stands nowhere else.

Who is inside is written down here by hand, not asked of the rule: the matrix compares what the portal does with
what was meant.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.utils import timezone

from portal.media.models import PortalDocument, PortalImage
from portal.pages.models import CountryElement, CountryPage
from portal.people.communities import open_network
from portal.people.enums import CommunityKind, Role
from portal.people.models import User
from portal.visibility import Audience
from practices.draft import DraftFile, PracticeDraft
from practices.models import PracticePage
from practices.workflow import send_to_desk
from tests.factories import (
    Tree,
    make_document,
    make_image,
    make_instrument,
    make_network,
    make_practice,
    make_topic,
    make_tree,
    make_user,
)
from tests.leaks.surfaces_agreements import add_agreement
from tests.leaks.world_accession import AccessionWorld, add_accessions
from tests.leaks.world_assessments import AssessmentWorld, add_assessments
from tests.leaks.world_briefings import BriefingWorld, add_briefings
from tests.leaks.world_dialogues import DialogueWorld, add_dialogues
from tests.leaks.world_directory import DirectoryWorld, add_directory
from tests.leaks.world_events import EventWorld, add_events
from tests.leaks.world_freshness import FreshnessWorld, add_freshness
from tests.leaks.world_issues import IssueWorld, add_issues
from tests.leaks.world_outcomes import OutcomeWorld, add_outcomes
from tests.leaks.world_registration import RegistrationWorld, add_registration

COMMON = "brachypelma"
"""A word that stands in every item, to find them all at once."""
MISSING = "mnemosynthesis"
"""A word that stands in none."""

ROLES = (
    "anonymous",
    "guest",
    "guest in community",
    "outsider",
    "community",
    "desk",
    "other desk",
    "eurojust desk",
    "owner",
    "superuser",
)
EVERYONE = frozenset(ROLES)
MEMBERS = EVERYONE - {"anonymous", "guest", "guest in community"}
OWN = frozenset({"owner", "superuser"})
EDITORS = OWN | {"desk", "eurojust desk"}


@dataclass(frozen=True)
class Item:
    """One thing somebody is outside of.

    ``readers`` see it on the site, ``seen`` in the editor's lists, ``workers`` open it in the editor.
    ``reviewers`` may decide on it. Everyone else is told nothing.
    """

    key: str
    word: str
    readers: frozenset[str]
    seen: frozenset[str]
    workers: frozenset[str]
    reviewers: frozenset[str] = frozenset()
    page: PracticePage | None = None
    document: PortalDocument | None = None
    path: str = ""
    live: bool = True


@dataclass
class World:
    """Everything there is, and whom to sign in as."""

    tree: Tree
    users: dict[str, User | None]
    items: dict[str, Item] = field(default_factory=dict)
    draft: PracticeDraft | None = None
    draft_file: DraftFile | None = None
    image: PortalImage | None = None
    element_word: str = "glyphbanjo"
    element_readers: frozenset[str] = frozenset({"desk", "superuser"})
    dossier_word: str = "tamarindvex"
    dossier_readers: frozenset[str] = frozenset(
        {"guest in community", "community", "other desk", "superuser"}
    )
    draft_word: str = "hazelcrypton"
    image_word: str = "umberlynx"
    circle_word: str = "saffronyx"
    """Stands in the name of a community that only its members know of."""
    circle_members: frozenset[str] = frozenset({"desk", "superuser"})
    counter: int = 0
    directory: DirectoryWorld = field(default_factory=DirectoryWorld)
    accession: AccessionWorld = field(default_factory=AccessionWorld)
    assessments: AssessmentWorld = field(default_factory=AssessmentWorld)
    outcomes: OutcomeWorld = field(default_factory=OutcomeWorld)
    registration: RegistrationWorld = field(default_factory=RegistrationWorld)
    events: EventWorld = field(default_factory=EventWorld)
    dialogues: DialogueWorld = field(default_factory=DialogueWorld)
    freshness: FreshnessWorld = field(default_factory=FreshnessWorld)
    issues: IssueWorld = field(default_factory=IssueWorld)
    briefings: BriefingWorld = field(default_factory=BriefingWorld)

    @property
    def practices(self) -> list[Item]:
        return list(self.items.values())


def build_world() -> World:
    """Make everything. Rows of the search index are left to the caller."""
    # The pictures of a world made before in this process stand in the cache under the same numbers.
    cache.clear()
    tree = make_tree()
    network = make_network("Network of the matrix")
    make_instrument("CETS182")
    make_topic("extradition")
    guest = Role.LIAISON_PROSECUTOR
    users = {
        "anonymous": None,
        "guest": make_user("guest", role=guest),
        "guest in community": make_user("communityguest", role=guest, groups=[network]),
        "outsider": make_user("outsider"),
        "community": make_user("communitymember", groups=[network]),
        "desk": make_user("deskmember", groups=[tree.morocco_desk]),
        "other desk": make_user("otherdesk", groups=[tree.tunisia_desk]),
        "eurojust desk": make_user("eurojust", role=Role.EUROJUST_DESK),
        "owner": make_user("owner"),
        "superuser": make_user("superuser", is_superuser=True),
    }
    world = World(tree, users)
    circle = open_network(f"Circle {world.circle_word}", kind=CommunityKind.OTHER).group
    users["desk"].groups.add(circle)  # type: ignore[union-attr]
    _narrow_dossier(world, network)
    community = OWN | {"desk", "community", "guest in community"}
    inside = {
        # key: (word, dossier, audience, communities, state, readers, seen in lists, opened in the editor)
        "public": ("quibblefox", "MA", "public", (), "live", EVERYONE, MEMBERS, EDITORS),
        "members": ("vortexplum", "MA", "members", (), "live", MEMBERS, MEMBERS, EDITORS),
        "community": (
            "jasperknoll", "MA", "communities", (network,), "live",
            community, community - {"guest in community"}, OWN | {"desk"},
        ),
        "desk": ("wyvernmoss", "MA", "communities", (), "live", OWN | {"desk"}, OWN | {"desk"}, OWN | {"desk"}),
        "no desk": (
            "fjordzebra", "UA", "communities", (), "live",
            OWN | {"eurojust desk"}, OWN | {"eurojust desk"}, OWN | {"eurojust desk"},
        ),
        "narrow parent": (
            "oryxquartz", "TN", "members", (), "live",
            OWN | {"community", "other desk"}, OWN | {"community", "other desk"}, OWN | {"other desk"},
        ),
        "moved": (
            "thrushvizier", "MA", "members", (), "moved",
            OWN | {"community", "other desk"}, OWN | {"community", "other desk"}, OWN | {"other desk"},
        ),
        "draft": ("pyxisvellum", "MA", "members", (), "draft", frozenset(), EDITORS, EDITORS),
        "public draft": ("emberquoin", "MA", "public", (), "draft", frozenset(), EDITORS, EDITORS),
        "scheduled": ("kumquatjib", "MA", "public", (), "scheduled", frozenset(), EDITORS, EDITORS),
        "expired": ("yakfuchsia", "MA", "members", (), "expired", frozenset(), EDITORS, EDITORS),
        "unpublished": ("sphinxgully", "MA", "public", (), "unpublished", frozenset(), EDITORS, EDITORS),
        "waiting": (
            "zincwombat", "MA", "communities", (network,), "waiting", frozenset(), OWN | {"desk"}, OWN | {"desk"}
        ),
        "deleted": ("dodovexing", "MA", "public", (), "deleted", frozenset(), frozenset(), frozenset()),
    }  # fmt: skip
    for key, values in inside.items():
        world.items[key] = _item(world, key, *values)
    _add_private_things(world)
    add_directory(world, network)
    add_accessions(world, network)
    add_agreement(world)
    add_assessments(world)
    add_registration(world, network)
    add_outcomes(world)
    add_events(world, network)
    add_dialogues(world, network)
    add_freshness(world, network)
    add_issues(world)
    add_briefings(world)
    return world


def _narrow_dossier(world: World, network: Any) -> None:
    """Tunisia's dossier is for the network and the desk; one element of Morocco's is for its desk."""
    page = CountryPage.objects.get(pk=world.tree.tunisia.pk)
    page.audience = Audience.COMMUNITIES
    page.communities = [network]
    page.introduction = f"What is known {world.dossier_word} {COMMON}"
    page.save()
    CountryElement.objects.create(
        page=CountryPage.objects.get(pk=world.tree.morocco.pk),
        element="cooperation_level",
        text=f"<p>How it goes {world.element_word} {COMMON}</p>",
        source=f"Source {world.element_word}",
        source_date="2024",
        audience=Audience.COMMUNITIES,
    )


def _item(
    world: World,
    key: str,
    word: str,
    country: str,
    audience: str,
    communities: tuple[Any, ...],
    state: str,
    readers: frozenset[str],
    seen: frozenset[str],
    workers: frozenset[str],
) -> Item:
    dossiers = {"MA": world.tree.morocco, "TN": world.tree.tunisia, "UA": world.tree.ukraine}
    owner = world.users["owner"]
    document = make_document(
        f"Attachment {word}", filename=f"{word}.txt", content=f"Text {word}".encode(), uploaded_by_user=owner
    )
    page = make_practice(
        dossiers[country],
        owner=owner,
        title=f"Title {word} {COMMON}",
        slug=f"{word}-slug",
        summary=f"Summary {word}",
        text=f"<p>Body {word} {COMMON}</p>",
        contact=f"Office {word}",
        audience=audience,
        communities=communities,
        state="draft" if state == "waiting" else state,
        moved_to=world.tree.tunisia,
        documents=[document],
        review_by=timezone.localdate(),
        instruments=[make_instrument("CETS182")],
        topics=[make_topic("extradition")],
    )
    PortalDocument.objects.filter(pk=document.pk).update(attached_to=page.pk if state != "deleted" else None)
    if state == "waiting":
        send_to_desk(page, owner)
    place = "TN" if state == "moved" else country
    return Item(
        key=key,
        word=word,
        readers=readers,
        seen=seen,
        workers=workers,
        reviewers=(workers - {"owner"}) if state == "waiting" else frozenset(),
        page=page,
        document=PortalDocument.objects.get(pk=document.pk),
        path=f"/countries/{place.lower()}/{word}-slug/",
        live=state in ("live", "moved"),
    )


def _add_private_things(world: World) -> None:
    """What only its owner has: a draft of the share form with a file, and an image."""
    owner = world.users["owner"]
    assert owner is not None
    words = {
        "title": f"Draft {world.draft_word}",
        "story": f"Story {world.draft_word} {COMMON}",
        "country": "MA",
    }
    world.draft = PracticeDraft.objects.create(pk=uuid.uuid4(), owner=owner, data=words, version=1)
    document = make_document(
        f"File {world.draft_word}", filename=f"{world.draft_word}.txt", uploaded_by_user=owner
    )
    world.draft_file = DraftFile.objects.create(draft=world.draft, document=document)
    world.image = make_image(
        f"Picture {world.image_word}", filename=f"{world.image_word}.png", uploaded_by_user=owner
    )
    rendition = world.image.get_rendition("width-4")
    assert rendition.file.size and isinstance(rendition.file.read(), bytes)
    world.image.file.storage.save(f"stray/{world.image_word}.txt", ContentFile(b"x"))
