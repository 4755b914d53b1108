"""The gate of the editor: one place that every address under ``/admin/`` passes before Wagtail answers.

Wagtail's views look a page up first and ask for permission afterwards, in many places and in different words, so
that a page that is hidden and a page that is missing would answer differently. Here an address is either on the
list below, with what has to be asked before it, or it does not exist for anyone but superusers: Wagtail's
reports, listings of files, people and usage count and name what the viewer may not see.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from wagtail.documents import get_document_model
from wagtail.models import Page, Revision, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from portal.pages.editor_access import may_enter_editor, reads_revision, sees_in_editor, works_in_editor
from portal.pages.models import BasePage
from portal.reference.editors import may_open

GetResponse = Callable[[HttpRequest], HttpResponseBase]

ADMIN_ROUTE = "admin/"
SIGN_IN_ROUTE = "admin/login/"
"""Redirects to the portal's own sign-in, which asks for the second factor."""

FREE = frozenset(
    {
        "wagtailadmin_logout",
        "wagtailadmin_sprite",
        "wagtailadmin_javascript_catalog",
        "wagtailadmin_home",
        "wagtailadmin_account",
        "wagtailadmin_dismissibles",
        "wagtailadmin_block_preview",
        "wagtailadmin_explore_root",
        "wagtailadmin_pages:search",
        "wagtailadmin_pages:search_results",
        "wagtailadmin_choose_page",
        "wagtailadmin_choose_page_search",
        "wagtailadmin_choose_page_chosen_multiple",
        "wagtailadmin_choose_page_external_link",
        "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link",
        "wagtailadmin_choose_page_anchor_link",
        "wagtailadmin_api:pages:listing",
        "wagtailadmin_editing_sessions:release",
        "wagtaildocs_chooser:choose",
        "wagtaildocs_chooser:choose_results",
        "wagtaildocs_chooser:chosen",
        "wagtaildocs_chooser:chosen_multiple",
        "wagtaildocs_chooser:create",
    }
)
"""Open to every member: limited by the permission policies and the hooks of ``portal.pages.wagtail_hooks``."""

SEE = frozenset(
    {
        "wagtailadmin_explore",
        "wagtailadmin_explore_results",
        "wagtailadmin_choose_page_child",
        "wagtailadmin_api:pages:detail",
        "wagtailadmin_pages:add",
        "wagtailadmin_pages:preview_on_add",
        "wagtailadmin_pages:add_subpage",
    }
)
"""Need a page that the user sees in the editor."""

WORK = frozenset(
    {
        "wagtailadmin_pages:edit",
        "wagtailadmin_pages:preview_on_edit",
        "wagtailadmin_pages:view_draft",
        "wagtailadmin_pages:delete",
        "wagtailadmin_pages:unpublish",
        "wagtailadmin_pages:move",
        "wagtailadmin_pages:move_confirm",
        "wagtailadmin_pages:workflow_action",
        "wagtailadmin_pages:collect_workflow_action_data",
        "wagtailadmin_pages:confirm_workflow_cancellation",
        "wagtailadmin_pages:workflow_preview",
        "wagtailadmin_pages:lock",
        "wagtailadmin_pages:unlock",
        "wagtailadmin_pages:revisions_index",
        "wagtailadmin_pages:revisions_view",
        "wagtailadmin_pages:revisions_revert",
        "wagtailadmin_pages:revisions_unschedule",
        "wagtailadmin_pages:revisions_compare",
        "wagtailadmin_pages:workflow_history",
        "wagtailadmin_pages:workflow_history_detail",
        "wagtailadmin_pages:history",
        "wagtailadmin_pages:history_results",
        "wagtailadmin_editing_sessions:ping",
    }
)
"""Need a page that the user works on: these show drafts and history."""

CLOSED = frozenset(
    {
        "wagtailadmin_pages:set_privacy",
        "wagtailadmin_collections:set_privacy",
        "wagtailadmin_error_test",
    }
)
"""Closed to superusers too: Wagtail's privacy would be a second rule beside ``portal.visibility``."""

PAGE_ARGUMENTS = ("page_id", "parent_page_id", "page_to_move_id", "pk")
"""What Wagtail's addresses call the page they are about."""

PAGE_PARAMETERS = ("new_parent_page", "target_pages[]")
CHOSEN = "wagtailadmin_choose_page_chosen_multiple"
CHOSEN_DOCUMENT = "wagtaildocs_chooser:chosen"
PAGE_TYPES = frozenset({"", "wagtailcore.page", "pages.countrypage"})
"""What a chooser may be narrowed to: for other types it also lists what has pages below, and so tells of them."""

_KEY = re.compile(r"[0-9]{1,15}")

COUNTING_PARAMETERS = ("has_children", "has_child_pages", "edited_by")
"""Parameters whose answer depends on pages that the user may not see."""


class EditorGateMiddleware:
    """Asks before any view of the editor runs. Must stand after the authentication middleware."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponseBase | None:
        """Let pass, send to sign-in (whoever is not signed in, whatever they asked for), or raise ``Http404``."""
        match = request.resolver_match
        if match is None or not match.route.startswith(ADMIN_ROUTE) or match.route == SIGN_IN_ROUTE:
            return None
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path(), resolve_url("account_login"))
        if not passes(request, match.view_name or "", kwargs):
            raise Http404
        return None


def passes(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> bool:
    """Whether a signed-in user may go on to the view of this name with these arguments."""
    user = request.user
    if name in CLOSED or not may_enter_editor(user):
        return False
    if user.is_superuser:
        return True
    if name in FREE:
        return _parameters_pass(request, name) and _document_passes(user, name, kwargs)
    if may_open(user, name):
        return True
    if name not in SEE and name not in WORK:
        return False
    page = _page(name, kwargs)
    if page is None:
        return False
    allowed = works_in_editor if name in WORK else _sees_shell
    return bool(allowed(user, page)) and _rest_passes(user, page, kwargs) and _parameters_pass(request, name)


def _key(value: Any) -> int | None:
    """A primary key as an address or a form names it; ``None`` for what no database holds."""
    return int(value) if _KEY.fullmatch(str(value)) else None


def _document_passes(user: Any, name: str, kwargs: dict[str, Any]) -> bool:
    """Whether a document that was chosen is one the user may choose."""
    if name != CHOSEN_DOCUMENT:
        return True
    model = get_document_model()
    offered = policy_registry.get_by_type(model).instances_user_has_any_permission_for(user, ["choose"])
    key = _key(kwargs["pk"])
    return key is not None and offered.filter(pk=key).exists()


def _sees_shell(user: Any, page: Page) -> bool:
    """The root of the tree holds the portal's home page and nothing else; the editor starts there."""
    return page.depth == 1 or sees_in_editor(user, page)


def _page(name: str, kwargs: dict[str, Any]) -> Page | None:
    if name == "wagtailadmin_editing_sessions:ping":
        return _page_by_model(kwargs)
    wanted = next((kwargs[argument] for argument in PAGE_ARGUMENTS if argument in kwargs), None)
    return Page.objects.filter(pk=wanted).specific().first() if wanted is not None else None


def _page_by_model(kwargs: dict[str, Any]) -> Page | None:
    try:
        model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError:
        return None
    key = _key(kwargs["object_id"])
    if not issubclass(model, Page) or key is None:
        return None
    return Page.objects.filter(pk=key).specific().first()


def _rest_passes(user: Any, page: Page, kwargs: dict[str, Any]) -> bool:
    """Whether what else the address names belongs to the page and is for this user."""
    if "destination_id" in kwargs and not _sees_all_ids(user, [str(kwargs["destination_id"])]):
        return False
    states = {"task_state_id": (TaskState, "workflow_state__"), "workflow_state_id": (WorkflowState, "")}
    for argument, (model, path) in states.items():
        of_page = {f"{path}object_id": str(page.pk), "pk": kwargs.get(argument)}
        if argument in kwargs and not model.objects.filter(**of_page).exists():
            return False
    wanted = {kwargs[a] for a in ("revision_id", "revision_id_a", "revision_id_b") if a in kwargs}
    return all(_revision_passes(user, page, value) for value in wanted)


def _revision_passes(user: Any, page: Page, value: Any) -> bool:
    if value in ("live", "latest"):
        return True  # asked with the page
    named = (
        page.revisions.order_by("created_at", "pk")
        if value == "earliest"
        else page.revisions.filter(pk=_key(value))
    )
    revision: Revision | None = named.first()
    return revision is not None and reads_revision(user, page, revision)


def _parameters_pass(request: HttpRequest, name: str) -> bool:
    """Whether the pages named in the query or the form are pages the user sees."""
    if any(parameter in request.GET for parameter in COUNTING_PARAMETERS):
        return False
    types = request.GET.get("page_type", "").lower().split(",")
    if any(page_type.strip() not in PAGE_TYPES for page_type in types):
        return False
    names = (*PAGE_PARAMETERS, "id") if name == CHOSEN else PAGE_PARAMETERS
    wanted = [value for source in (request.GET, request.POST) for n in names for value in source.getlist(n)]
    return _sees_all_ids(request.user, [value for value in wanted if value])


def _sees_all_ids(user: Any, values: list[str]) -> bool:
    ids = {_key(value) for value in values}
    if None in ids:
        return False
    pages = BasePage.objects.filter(pk__in=ids).specific() if ids else []
    return sum(sees_in_editor(user, page) for page in pages) == len(ids)
