"""Every surface by which content leaves the portal. The one list: whoever adds a surface adds it here.

Two kinds:

* an ``ItemSurface`` has an address for one item. For whoever is outside, its answer must be that for an item that
  does not exist, to the letter (but for the address itself); for whoever is inside it shows the item's word.
* a ``ListSurface`` has an answer in which several items may stand: those the role is inside of do, no other does.

``names`` are the names of the URL patterns a surface covers; ``NO_CONTENT`` says of the others why they can show
nothing. ``test_matrix.py`` fails for an address of the project that is in neither.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client
from django.urls import reverse

from practices.queries import current_review
from search.sitemap import SITEMAPS
from tests.leaks.surfaces_accession import accession_lists
from tests.leaks.surfaces_agreements import agreement_lists
from tests.leaks.surfaces_assessments import assessment_lists
from tests.leaks.surfaces_briefings import briefing_lists
from tests.leaks.surfaces_calendars import calendar_lists
from tests.leaks.surfaces_dialogues import dialogue_lists
from tests.leaks.surfaces_directory import directory_lists
from tests.leaks.surfaces_directory_exports import directory_export_lists
from tests.leaks.surfaces_events import event_lists
from tests.leaks.surfaces_freshness import freshness_lists
from tests.leaks.surfaces_issues import issue_lists
from tests.leaks.surfaces_legal_basis import legal_basis_lists
from tests.leaks.surfaces_outcomes import outcome_lists
from tests.leaks.surfaces_registration import registration_lists
from tests.leaks.surfaces_timeline import timeline_lists
from tests.leaks.surfaces_treaties import treaty_lists
from tests.leaks.surfaces_treaty_import import treaty_import_lists
from tests.leaks.world import COMMON, MEMBERS, MISSING, ROLES, Item, World

GONE = 987_654
"""A number nothing has."""

Ask = Callable[[Client, World, Item | None], Any]
"""Ask for an item, or, with ``None``, in the same way for one that does not exist."""
Inside = Callable[[World, Item], frozenset[str]]


@dataclass(frozen=True)
class ItemSurface:
    """One address for each item. ``inside`` gives the roles to whom it shows the item's word."""

    name: str
    names: tuple[str, ...]
    ask: Ask
    inside: Inside
    shows_word: bool = True
    """Whether those inside find the item's text in the answer; else the answer is only not "not found"."""
    bare_word: bool = False
    """Whether it is the word alone that they find: the question did not contain it."""
    items: tuple[str, ...] = ()
    """The items asked for; all where none is named."""
    acquainted: Inside = lambda world, item: frozenset()
    """Roles that know of the item and ask for a part of it that does not exist: they get 404 in other words."""


@dataclass(frozen=True)
class ListSurface:
    """One answer for all items. ``items`` gives the roles by item's word."""

    name: str
    names: tuple[str, ...]
    ask: Callable[[Client, World], Any]
    words: Callable[[World], dict[str, frozenset[str]]]


# --- who is inside --------------------------------------------------------------------------------------


def readers(world: World, item: Item) -> frozenset[str]:
    return item.readers if item.live else frozenset()


def workers(world: World, item: Item) -> frozenset[str]:
    return item.workers


def seen(world: World, item: Item) -> frozenset[str]:
    return item.seen


def workers_of_waiting(world: World, item: Item) -> frozenset[str]:
    return item.workers if item.key == "waiting" else frozenset()


def owner_of_page(world: World, item: Item) -> frozenset[str]:
    return frozenset() if item.key == "deleted" else frozenset({"owner"})


def file_readers(world: World, item: Item) -> frozenset[str]:
    """Whoever uploaded it, whoever may read a live page that uses it, whoever works on the page it is for."""
    own = frozenset({"owner", "superuser"})
    desks = {"MA": "desk", "TN": "other desk", "UA": "eurojust desk"}
    place = item.path.split("/")[2].upper()
    working = frozenset() if item.key == "deleted" else frozenset({desks[place]})
    return own | working | readers(world, item)


def by_word(inside: Inside) -> Callable[[World], dict[str, frozenset[str]]]:
    return lambda world: {item.word: inside(world, item) for item in world.practices}


def readable_words(world: World) -> dict[str, frozenset[str]]:
    """What the site shows to readers in lists; nothing of a narrow element or dossier to those outside."""
    return by_word(readers)(world)


def newest_words(world: World) -> dict[str, frozenset[str]]:
    """What a list of the six newest shows."""
    words: dict[str, set[str]] = {item.word: set() for item in world.practices}
    for role in ROLES:
        mine = [item.word for item in world.practices if role in readers(world, item)]
        for word in mine[-6:]:
            words[word].add(role)
    return {word: frozenset(roles) for word, roles in words.items()}


def nothing(world: World) -> dict[str, frozenset[str]]:
    """Nothing of any item stands here."""
    words = [item.word for item in world.practices]
    return dict.fromkeys([*words, world.element_word, world.dossier_word, world.draft_word], frozenset())


def public_words(world: World) -> dict[str, frozenset[str]]:
    """What needs no session shows the same to everyone: what is public."""
    public = {
        item.word: frozenset(ROLES) if item.key == "public" else frozenset() for item in world.practices
    }
    return {**public, world.element_word: frozenset(), world.dossier_word: frozenset()}


# --- the site -------------------------------------------------------------------------------------------


def get(path: Callable[[World, Item | None], str], **headers: str) -> Ask:
    return lambda client, world, item: client.get(path(world, item), headers=headers)


def page_path(world: World, item: Item | None) -> str:
    return item.path if item else f"/countries/ma/{MISSING}-slug/"


def page_of(item: Item | None) -> int:
    return item.page.pk if item and item.page and item.page.pk else GONE


def document_of(item: Item | None) -> int:
    return item.document.pk if item and item.document else GONE


def document_path(world: World, item: Item | None) -> str:
    if item is None or item.document is None:
        return f"/documents/{GONE}/{MISSING}.txt"
    return f"/documents/{item.document.pk}/{item.document.filename}"


def found_by_word(world: World, item: Item | None) -> str:
    return f"/search/?q={item.word if item else MISSING}"


def misspelt(world: World, item: Item | None) -> str:
    """A word with two letters exchanged."""
    word = item.word if item else MISSING
    return f"/search/?q={word[:4]}{word[5]}{word[4]}{word[6:]}"


def document_not_modified(client: Client, world: World, item: Item | None) -> Any:
    """Asked with the headers of whoever has a copy: "not modified" would tell that it exists."""
    tag = item.document.file_hash if item and item.document else "0" * 40
    headers = {"if-none-match": f'"{tag}"', "if-modified-since": "Wed, 21 Oct 2099 07:28:00 GMT"}
    return client.get(document_path(world, item), headers=headers)


def practice_preview(client: Client, world: World, item: Item | None) -> Any:
    """A page of the tree asked for as Wagtail's previews of other systems are."""
    return client.get(page_path(world, item) + "?preview=1&mode=draft&revision=1")


def other_methods(client: Client, world: World, item: Item | None) -> Any:
    """What a page answers to methods it does not have must not tell that it is there."""
    refused = client.options(page_path(world, item))
    answer = client.post(page_path(world, item))
    answer["X-Options"] = f"{refused.status_code} {refused.get('Allow', '')}"
    return answer


SITE_ITEMS = [
    ItemSurface("page of a practice", ("wagtail_serve",), get(page_path), readers),
    ItemSurface(
        "page asked for by another method", ("wagtail_serve",), other_methods, readers, shows_word=False
    ),
    ItemSurface("page asked for as a preview", ("wagtail_serve",), practice_preview, readers),
    ItemSurface("document file", ("wagtaildocs_serve", "media:document"), get(document_path), file_readers),
    ItemSurface(
        "document asked for again",
        ("wagtaildocs_serve",),
        document_not_modified,
        file_readers,
        shows_word=False,
    ),
    ItemSurface("search by the word", ("search",), get(found_by_word), readers),
    ItemSurface(
        "search by the word, in the list of practices",
        ("practice_list",),
        get(lambda world, item: f"/practices/?q={item.word if item else MISSING}"),
        readers,
    ),
    ItemSurface(
        "search by the word, for htmx", ("search",), get(found_by_word, **{"hx-request": "true"}), readers
    ),
    ItemSurface("suggestion for a misspelt word", ("search",), get(misspelt), readers, bare_word=True),
    ItemSurface(
        "share form of a practice",
        ("practices:share_page",),
        get(lambda world, item: f"/practices/share/page/{page_of(item)}/"),
        owner_of_page,
    ),
    ItemSurface(
        "review page",
        ("practices:review",),
        get(lambda world, item: f"/practices/review/{page_of(item)}/"),
        lambda world, item: item.workers - {"owner"} - _not_of_the_desk(item),
    ),
    ItemSurface(
        "deciding on the review page",
        ("practices:review",),
        lambda client, world, item: client.post(
            f"/practices/review/{page_of(item)}/", {"decision": "nothing"}
        ),
        lambda world, item: item.workers - {"owner"} - _not_of_the_desk(item),
    ),
]


def _not_of_the_desk(item: Item) -> frozenset[str]:
    """The Eurojust desk edits everywhere, and reviews where a country has no desk of its own."""
    return frozenset() if item.key == "no desk" else frozenset({"eurojust desk"})


def listing(path: str, **headers: str) -> Callable[[Client, World], Any]:
    return lambda client, world: client.get(path, headers=headers)


def dossier_words(country: str) -> Callable[[World], dict[str, frozenset[str]]]:
    """What stands on a dossier: live practices below it, its introduction, its elements."""

    def words(world: World) -> dict[str, frozenset[str]]:
        here = {
            item.word: readers(world, item) if f"/{country}/" in item.path else frozenset()
            for item in world.practices
        }
        element = world.element_readers if country == "ma" else frozenset()
        intro = world.dossier_readers if country == "tn" else frozenset()
        if country == "tn":
            # The dossier is for the network and the desk: its owner reads the practice, not the dossier.
            here = {word: roles & world.dossier_readers for word, roles in here.items()}
        return {**here, world.element_word: element, world.dossier_word: intro}

    return words


def my_words(world: World) -> dict[str, frozenset[str]]:
    """What is one's own, and for desks what waits for them or is due for another look."""
    desks = {"MA": "desk", "TN": "other desk", "UA": "eurojust desk"}
    words = {}
    for item in world.practices:
        shown: set[str] = set()
        if item.live:
            shown = {"owner", desks[item.path.split("/")[2].upper()]}
        elif item.key == "waiting":
            # A superuser can decide, but is of no desk.
            shown = {"owner"} | (item.reviewers - {"superuser"})
        words[item.word] = frozenset(shown)
    # Drafts and what was taken back are the editor's business, but for those of the share form.
    return {**words, world.draft_word: frozenset({"owner"})}


def own_circles(world: World) -> dict[str, frozenset[str]]:
    """The share form offers one's own communities, superusers' too."""
    return {**nothing(world), world.circle_word: world.circle_members - {"superuser"}}


def public_results(world: World) -> dict[str, frozenset[str]]:
    return public_words(world)


SITE_LISTS = [
    ListSurface("home page", ("wagtail_serve",), listing("/"), newest_words),
    ListSurface("list of countries", ("wagtail_serve",), listing("/countries/"), nothing),
    ListSurface("dossier of Morocco", ("wagtail_serve",), listing("/countries/ma/"), dossier_words("ma")),
    ListSurface("dossier of Tunisia", ("wagtail_serve",), listing("/countries/tn/"), dossier_words("tn")),
    ListSurface("dossier of Ukraine", ("wagtail_serve",), listing("/countries/ua/"), dossier_words("ua")),
    ListSurface("list of instruments", ("front:instruments",), listing("/instruments/"), nothing),
    ListSurface("instrument", ("front:instrument",), listing("/instruments/cets182/"), newest_words),
    ListSurface("list of practices", ("practice_list",), listing("/practices/"), readable_words),
    ListSurface(
        "search without words",
        ("search",),
        lambda client, world: [client.get(f"/search/?page={number}") for number in (1, 2, 3)],
        readable_words,
    ),
    ListSurface("search by a shared word", ("search",), listing(f"/search/?q={COMMON}"), readable_words),
    ListSurface(
        "search for htmx",
        ("search",),
        listing(f"/search/?q={COMMON}", **{"hx-request": "true"}),
        readable_words,
    ),
    ListSurface(
        "search by facets",
        ("search",),
        listing("/search/?instrument=CETS182&topic=extradition&type=practice"),
        readable_words,
    ),
    ListSurface("feed", ("search_feed",), listing(f"/search/feed/?q={COMMON}"), public_results),
    ListSurface("feed without words", ("search_feed",), listing("/search/feed/"), public_results),
    ListSurface("sitemap", ("sitemap",), listing("/sitemap.xml"), nothing),
    ListSurface(
        "parts of the sitemap",
        ("sitemap_part",),
        lambda client, world: [client.get(f"/sitemap-{section}.xml") for section in SITEMAPS],
        public_results,
    ),
    ListSurface("my work", ("my:work",), listing("/my/"), my_words),
    ListSurface(
        "empty share form", ("practices:share",), listing("/practices/share/?country=MA"), own_circles
    ),
    ListSurface("page not found", (), listing(f"/countries/ma/{MISSING}/"), nothing),
]


# --- the editor -----------------------------------------------------------------------------------------


def editor_words(country: str = "") -> Callable[[World], dict[str, frozenset[str]]]:
    def words(world: World) -> dict[str, frozenset[str]]:
        found = {}
        for item in world.practices:
            here = not country or f"/{country}/" in item.path
            found[item.word] = item.seen & MEMBERS if here else frozenset()
        return found

    return words


def explorer(country: str, query: str = "") -> Callable[[Client, World], Any]:
    def ask(client: Client, world: World) -> Any:
        return client.get(f"/admin/pages/{_dossier(world, country)}/{query}")

    return ask


def _dossier(world: World, country: str) -> int:
    return {"ma": world.tree.morocco, "tn": world.tree.tunisia, "ua": world.tree.ukraine}[country].pk


def chosen(client: Client, world: World, item: Item | None) -> Any:
    return client.get(f"/admin/choose-page/chosen-multiple/?id={page_of(item)}")


def link_to(client: Client, world: World, item: Item | None) -> Any:
    """Whether a typed address is recognised as a page. The answer repeats the address."""
    data = {
        "external-link-chooser-url": f"http://localhost{page_path(world, item)}",
        "external-link-chooser-link_text": "x",
    }
    return client.post("/admin/choose-external-link/", data)


def reviews_waiting(world: World) -> dict[str, frozenset[str]]:
    return {item.word: item.reviewers for item in world.practices}


def document_words(world: World) -> dict[str, frozenset[str]]:
    """The editor's chooser of documents offers one's own."""
    own = frozenset({"owner", "superuser"})
    return {item.word: own for item in world.practices} | {world.draft_word: own}


def circles(world: World) -> dict[str, frozenset[str]]:
    """The name of a closed community stands where its members choose an audience."""
    return {**nothing(world), world.circle_word: world.circle_members}


def new_page(client: Client, world: World) -> Any:
    kind = {"content_type_app_name": "practices", "content_type_model_name": "practicepage"}
    parent = {"parent_page_id": world.tree.morocco.pk}
    return client.get(reverse("wagtailadmin_pages:add", kwargs=kind | parent))


ALL_RESULTS = f"?q={COMMON}"

EDITOR_LISTS = [
    ListSurface("communities offered for a new page", ("wagtailadmin_pages:add",), new_page, circles),
    ListSurface("dashboard", ("wagtailadmin_home",), listing("/admin/"), reviews_waiting),
    ListSurface("explorer of Morocco", ("wagtailadmin_explore",), explorer("ma"), editor_words("ma")),
    ListSurface("explorer of Ukraine", ("wagtailadmin_explore",), explorer("ua"), editor_words("ua")),
    ListSurface(
        "explorer's results",
        ("wagtailadmin_explore_results",),
        explorer("ma", f"results/{ALL_RESULTS}&search_all=1"),
        editor_words(),
    ),
    ListSurface("explorer's root", ("wagtailadmin_explore_root",), listing("/admin/pages/"), nothing),
    ListSurface(
        "editor's search",
        ("wagtailadmin_pages:search",),
        listing(f"/admin/pages/search/{ALL_RESULTS}"),
        editor_words(),
    ),
    ListSurface(
        "editor's search results",
        ("wagtailadmin_pages:search_results",),
        listing(f"/admin/pages/search/results/{ALL_RESULTS}"),
        editor_words(),
    ),
    ListSurface("page chooser", ("wagtailadmin_choose_page",), listing("/admin/choose-page/"), nothing),
    ListSurface(
        "page chooser below Morocco",
        ("wagtailadmin_choose_page_child",),
        lambda client, world: client.get(f"/admin/choose-page/{_dossier(world, 'ma')}/"),
        editor_words("ma"),
    ),
    ListSurface(
        "page chooser's search",
        ("wagtailadmin_choose_page_search",),
        listing(f"/admin/choose-page/search/{ALL_RESULTS}"),
        editor_words(),
    ),
    ListSurface(
        "editor's API",
        ("wagtailadmin_api:pages:listing",),
        lambda client, world: client.get(
            f"/admin/api/main/pages/?child_of={_dossier(world, 'ma')}&for_explorer=1"
        ),
        editor_words("ma"),
    ),
    ListSurface(
        "editor's API, everything",
        ("wagtailadmin_api:pages:listing",),
        listing("/admin/api/main/pages/?limit=20&type=practices.PracticePage&order=-id"),
        editor_words(),
    ),
    ListSurface(
        "document chooser",
        ("wagtaildocs_chooser:choose",),
        lambda client, world: [client.get(f"/admin/documents/chooser/?p={number}") for number in (1, 2)],
        document_words,
    ),
    ListSurface(
        "document chooser's results",
        ("wagtaildocs_chooser:choose_results",),
        lambda client, world: [
            client.get(f"/admin/documents/chooser/results/?q=attachment&p={number}") for number in (1, 2)
        ],
        lambda world: document_words(world) | {world.draft_word: frozenset()},
    ),
    ListSurface("account in the editor", ("wagtailadmin_account",), listing("/admin/account/"), nothing),
]


EDITOR_ITEMS = [
    ItemSurface("chosen page", ("wagtailadmin_choose_page_chosen_multiple",), chosen, seen),
    ItemSurface(
        "typed link",
        ("wagtailadmin_choose_page_external_link",),
        link_to,
        lambda w, i: MEMBERS,
        shows_word=False,
    ),
    ItemSurface(
        "page in the editor's API",
        ("wagtailadmin_api:pages:detail",),
        get(lambda world, item: f"/admin/api/main/pages/{page_of(item)}/"),
        seen,
    ),
    ItemSurface(
        "explorer of a practice",
        ("wagtailadmin_explore",),
        get(lambda world, item: f"/admin/pages/{page_of(item)}/"),
        seen,
    ),
    ItemSurface(
        "chosen document",
        ("wagtaildocs_chooser:chosen",),
        get(lambda world, item: f"/admin/documents/chooser/chosen/{document_of(item)}/"),
        lambda world, item: frozenset({"owner", "superuser"}),
    ),
    ItemSurface(
        "chosen documents",
        ("wagtaildocs_chooser:chosen_multiple",),
        get(lambda world, item: f"/admin/documents/chooser/chosen-multiple/?id={document_of(item)}"),
        lambda world, item: frozenset({"owner", "superuser"}),
    ),
    ItemSurface(
        "who else edits",
        ("wagtailadmin_editing_sessions:ping",),
        lambda client, world, item: client.post(
            f"/admin/editing-sessions/ping/wagtailcore/page/{page_of(item)}/{GONE}/", {"is_editing": "1"}
        ),
        workers,
        shows_word=False,
    ),
]


def work_surfaces() -> list[ItemSurface]:
    """A surface for each address of the editor that is about one page; made from the gate's own list."""
    from portal.pages.editor_gate import WORK

    covered = {"wagtailadmin_editing_sessions:ping"}
    return [
        ItemSurface(
            f"editor: {name}",
            (name,),
            _by_name(name),
            workers_of_waiting if name in OF_A_REVIEW else workers,
            shows_word=name in SHOW_THE_PAGE,
            acquainted=workers,
            items=ONE_OF_EACH,
        )
        for name in sorted(WORK - covered)
    ]


ONE_OF_EACH = ("members", "community", "no desk", "narrow parent", "draft", "scheduled", "waiting", "deleted")
"""The many addresses about one page pass one gate: an item of each audience, place and state is enough."""

OF_A_REVIEW = frozenset(
    f"wagtailadmin_pages:{name}"
    for name in (
        "workflow_action",
        "collect_workflow_action_data",
        "workflow_preview",
        "workflow_history_detail",
    )
)
"""Addresses that name a review besides the page."""

SHOW_THE_PAGE = frozenset(
    f"wagtailadmin_pages:{name}"
    for name in ("edit", "view_draft", "revisions_view", "revisions_revert", "history", "workflow_history")
)


def _by_name(name: str) -> Ask:
    def ask(client: Client, world: World, item: Item | None) -> Any:
        return client.get(reverse(name, kwargs=arguments(name, world, item)))

    return ask


def arguments(name: str, world: World, item: Item | None) -> dict[str, Any]:
    """The arguments of an address of the editor for an item, or for a page that does not exist."""
    page, revision = page_of(item), GONE
    if item and item.page and item.page.pk and item.key != "deleted":
        revision = item.page.latest_revision_id or GONE
    short = name.rpartition(":")[2]
    review = current_review(item.page) if item and item.key == "waiting" and item.page else None
    values: dict[str, Any] = {"page_to_move_id": page} if short.startswith("move") else {"page_id": page}
    if short == "move_confirm":
        values["destination_id"] = world.tree.morocco.pk
    elif short in ("workflow_action", "collect_workflow_action_data"):
        values |= {"action_name": "approve", "task_state_id": review.pk if review else GONE}
    elif short == "workflow_preview":
        values["task_id"] = review.task_id if review else GONE
    elif short == "workflow_history_detail":
        values["workflow_state_id"] = review.workflow_state_id if review else GONE
    elif short == "revisions_compare":
        values = {"pk": page, "revision_id_a": "earliest", "revision_id_b": "latest"}
    elif short.startswith("revisions_") and short != "revisions_index":
        values["revision_id"] = revision
    return values


ITEM_SURFACES = [*SITE_ITEMS, *EDITOR_ITEMS, *work_surfaces()]
LIST_SURFACES = [
    *SITE_LISTS,
    *EDITOR_LISTS,
    *accession_lists(),
    *agreement_lists(),
    *assessment_lists(),
    *briefing_lists(),
    *registration_lists(),
    *dialogue_lists(),
    *directory_lists(),
    *directory_export_lists(),
    *event_lists(),
    *calendar_lists(),
    *freshness_lists(),
    *issue_lists(),
    *legal_basis_lists(),
    *outcome_lists(),
    *timeline_lists(),
    *treaty_lists(),
    *treaty_import_lists(),
]

ALL: list[ItemSurface | ListSurface] = [*ITEM_SURFACES, *LIST_SURFACES]

TESTED_APART = {
    "practices:share_draft": "test_drafts_of_the_share_form_are_their_writers_alone",
    "practices:share_save": "test_drafts_of_the_share_form_are_their_writers_alone",
    "practices:share_add_file": "test_drafts_of_the_share_form_are_their_writers_alone",
    "practices:share_drop_file": "test_drafts_of_the_share_form_are_their_writers_alone",
    "media:file": "test_image_and_its_sizes_are_given_to_whoever_may_open_it",
    "wagtailadmin_pages:add": "test_page_of_a_hidden_dossier_cannot_be_added_to",
    "wagtailadmin_pages:preview_on_add": "test_page_of_a_hidden_dossier_cannot_be_added_to",
    "wagtailadmin_pages:add_subpage": "test_page_of_a_hidden_dossier_cannot_be_added_to",
    "wagtaildocs_chooser:create": "test_upload_in_the_editor_gives_back_the_upload_alone",
}
"""Addresses with a test of their own in the matrix: they need a form, or are about other things than practices."""

NO_CONTENT = {
    "calendars:make": "gives the user a secret address of their own; names no event",
    "calendars:scope": "what stands in the user's own calendar; names no event",
    "calendars:end": "ends the user's own address",
    "calendars:mails": "whether the user gets e-mails for their calendar",
    "keeping:save": "keeps the words that its sender types; says nothing of any item",
    "keeping:forget": "throws away the words that its sender typed; says nothing of any item",
    "exchanges:zone": "keeps the reader's time zone in a cookie",
    "": "redirects to the portal's own sign-in, static text, or the editor's answer for what does not exist",
    "robots": "a fixed text",
    "wagtailadmin_logout": "signs out",
    "wagtailadmin_sprite": "icons",
    "wagtailadmin_javascript_catalog": "translations of the editor's interface",
    "wagtailadmin_dismissibles": "keeps what the user has closed, in their own profile",
    "wagtailadmin_block_preview": "shows an empty block by its type",
    "wagtailadmin_choose_page_email_link": "a form about a typed address",
    "wagtailadmin_choose_page_phone_link": "a form about a typed number",
    "wagtailadmin_choose_page_anchor_link": "a form about a typed anchor",
    "wagtailadmin_editing_sessions:release": "ends the user's own session; answers the same whatever is asked",
    "wagtailcore_login": "shadowed by the redirect to the portal's own sign-in",
    "wagtailadmin_login": "shadowed by the redirect to the portal's own sign-in",
    "wagtailcore_authenticate_with_password": "for Wagtail's view restrictions, which cannot be made here",
    "wagtaildocs_authenticate_with_password": "for Wagtail's view restrictions, which cannot be made here",
}
"""Addresses that show nothing of any item, each with the reason."""

NO_CONTENT_PREFIXES = {
    "account_": "sign-in and account: about the user alone (tests/people/test_sign_in.py)",
    "mfa_": "second factors of the user alone",
    "socialaccount_": "accounts elsewhere of the user alone",
    "openid_connect_": "sign-in elsewhere",
    "wagtailadmin_password_reset": "shadowed by the redirect to the portal's own reset",
    "wagtailsnippets_reference_": "reference data (countries, instruments, topics), which is public",
}
