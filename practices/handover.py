"""What whoever holds a post has shared and is writing about its countries moves with the post.

A practice moves with everything that hangs on its writer: the right to mend it, the review that waits or that came
back, the files uploaded for it, the draft of a change to it. A draft of a new one moves where it is about a country
of the post; where it names no country yet, it moves with the last post its writer held.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page, WorkflowState

from liaison.directory.handover import Belongings, Posting, Thing, register_belongings
from portal.indexing import mark_changed
from portal.media.models import PortalDocument
from portal.pages.models import CountryPage
from portal.people.models import User
from portal.visibility import viewer_for
from practices.draft import DraftState, PracticeDraft
from practices.models import PracticePage
from practices.queries import with_country, workable_pages

OPEN_REVIEWS = (WorkflowState.STATUS_IN_PROGRESS, WorkflowState.STATUS_NEEDS_CHANGES)


def practices_of(posting: Posting) -> QuerySet[PracticePage]:
    """The holder's practices about the posting's countries, in any state."""
    dossiers = CountryPage.objects.filter(country__in=posting.countries).values("path")
    owned = with_country(PracticePage.objects.filter(owner=posting.holder))
    return owned.filter(dossier_path__in=dossiers)


def drafts_of(posting: Posting) -> list[PracticeDraft]:
    """The holder's drafts that belong to the posting, those that were sent included: they keep what became of them."""
    drafts = PracticeDraft.objects.filter(owner=posting.holder).order_by("pk")
    pages = set(practices_of(posting).values_list("pk", flat=True))
    return [draft for draft in drafts if _belongs(draft, posting, pages)]


def _belongs(draft: PracticeDraft, posting: Posting, pages: set[int]) -> bool:
    if draft.page_id is not None:
        return draft.page_id in pages
    country = str(draft.data.get("country", "")).upper()
    return country in posting.countries if country else posting.is_last


class HeldDrafts(Belongings):
    """Share forms that are being written. They are registered, and so held, before the practices: whoever sends
    one locks the draft first and makes the page afterwards."""

    name = "draft"
    label = _("Experiences that are being written")

    def hold(self, posting: Posting) -> None:
        list(PracticeDraft.objects.select_for_update().filter(owner=posting.holder).values_list("pk"))

    def find(self, posting: Posting) -> list[Any]:
        return [draft.pk for draft in drafts_of(posting)] if posting.holder is not None else []

    def move(self, posting: Posting, ids: Sequence[Any], receiver: User) -> None:
        PracticeDraft.objects.filter(pk__in=ids, owner=posting.holder).update(owner=receiver)
        PortalDocument.objects.filter(pk__in=_files_of(ids), uploaded_by_user=posting.holder).update(
            uploaded_by_user=receiver
        )

    def visible(self, viewer: Any, ids: Sequence[Any]) -> list[Thing]:
        """A draft is its writer's alone; what was sent stands among the practices."""
        drafts = PracticeDraft.objects.filter(pk__in=ids, owner_id=viewer_for(viewer).user_id)
        return [
            Thing(str(draft), reverse("practices:share_draft", args=[draft.pk]))
            for draft in drafts.filter(state=DraftState.OPEN).order_by("-updated_at")
        ]


def _files_of(ids: Sequence[Any]) -> QuerySet[Any]:
    return PracticeDraft.objects.filter(pk__in=ids).values("files__document")


class HeldPractices(Belongings):
    """Practices, live or not."""

    name = "practice"
    label = _("Experiences that were shared")

    def hold(self, posting: Posting) -> None:
        ids = list(practices_of(posting).order_by("pk").values_list("pk", flat=True))
        pages = Page.objects.select_for_update(of=("self",)).order_by("pk")
        list(pages.filter(pk__in=ids).values_list("pk"))

    def find(self, posting: Posting) -> list[Any]:
        if posting.holder is None:
            return []
        return list(practices_of(posting).order_by("pk").values_list("pk", flat=True))

    def move(self, posting: Posting, ids: Sequence[Any], receiver: User) -> None:
        """Only the writer changes: text, audience and state stay, so no revision is made of it."""
        Page.objects.filter(pk__in=ids).update(owner=receiver)
        WorkflowState.objects.filter(
            base_content_type=ContentType.objects.get_for_model(Page),
            object_id__in=[str(pk) for pk in ids],
            status__in=OPEN_REVIEWS,
            requested_by=posting.holder,
        ).update(requested_by=receiver)
        PortalDocument.objects.filter(attached_to__in=ids, uploaded_by_user=posting.holder).update(
            uploaded_by_user=receiver
        )
        mark_changed("practice", [int(pk) for pk in ids])

    def visible(self, viewer: Any, ids: Sequence[Any]) -> list[Thing]:
        """What the viewer may read live, and what they may work on in any state."""
        viewer = viewer_for(viewer)
        readable = PracticePage.objects.visible_to(viewer).filter(pk__in=ids)
        workable = workable_pages(viewer).filter(pk__in=ids).values("pk")
        pages = PracticePage.objects.filter(pk__in=ids).filter(pk__in=[*_pks(readable), *_pks(workable)])
        return [
            Thing(page.title, page.get_url() if page.live else "", page.language)
            for page in pages.order_by("title", "pk")
        ]


def _pks(pages: Any) -> list[int]:
    return list(pages.values_list("pk", flat=True))


def register() -> None:
    """Let drafts and practices move with a post. Called when the app is ready."""
    register_belongings(HeldDrafts())
    register_belongings(HeldPractices())
