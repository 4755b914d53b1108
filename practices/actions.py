"""From draft to desk, and what the desk decides."""

from __future__ import annotations

import json
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portal.media.models import PortalDocument
from portal.pages.models import CountryPage
from portal.reference.models import Country, Instrument, Topic
from practices.body import form_values, merged_body
from practices.draft import DraftState, PracticeDraft
from practices.drafting import Conflict
from practices.forms import ShareForm
from practices.models import PracticePage
from practices.queries import current_review
from practices.sources import sources_text
from practices.workflow import send_to_desk

COPIED = "title summary kind outcome language experience_from experience_until contact audience tlp review_by".split()
"""Fields of the form that are fields of the page under the same name."""


class Outdated(Exception):
    """The text was changed or decided on by somebody else since it was shown. The message says so."""

    def __init__(self, message: Any) -> None:
        super().__init__(message)
        self.message = message


def share_values(page: PracticePage) -> dict[str, Any]:
    """The share form's fields for a practice as its latest revision has it."""
    text = page.get_latest_revision_as_object()
    values: dict[str, Any] = {name: getattr(text, name) for name in COPIED}
    for name in ("experience_from", "experience_until", "review_by"):
        values[name] = values[name].isoformat() if values[name] else ""
    values |= form_values(text)
    values["country"] = page.country_page.country_id
    values["sources"] = sources_text(text.sources.all())
    values["communities"] = sorted(str(group.pk) for group in text.communities.all())
    for name in ("topics", "instruments", "other_countries"):
        values[name] = sorted(str(item.pk) for item in getattr(text, name).all())
    values["drop_files"] = []
    return values


@transaction.atomic
def submit_draft(*, draft_id: uuid.UUID, form: ShareForm) -> PracticePage | None:
    """Send a draft to its country's desk: page, files, revision and review, or nothing of them.

    ``form`` must be valid. Sending the same draft again gives the same page (``None`` once that is deleted) and
    does nothing more.
    Raises ``Conflict`` where the practice being mended was changed since the writer saw it, ``Outdated``
    where its desk has locked it, ``ValidationError`` where the page does not accept the text.
    """
    draft = PracticeDraft.objects.select_for_update(of=("self",)).get(pk=draft_id, owner=form.user)
    if draft.state == DraftState.SENT:
        return draft.page
    documents = [file.document for file in draft.files.select_related("document")]
    page = _create(draft, form, documents) if draft.page_id is None else _revise(draft, form, documents)
    PortalDocument.objects.filter(pk__in=[document.pk for document in documents]).update(attached_to=page.pk)
    draft.files.all().delete()
    draft.page, draft.state, draft.data, draft.base_revision = page, DraftState.SENT, {}, None
    draft.save()
    send_to_desk(page, form.user)
    return page


def _lock(page_id: Any) -> None:
    """Hold a page's own row until the transaction ends, and read the page only afterwards.

    A query that joins the tables of a page type and locks at once would, after waiting, still see the joined
    row as it was before.
    """
    Page.objects.select_for_update(of=("self",)).order_by().values_list("pk", flat=True).get(pk=page_id)


def _create(draft: PracticeDraft, form: ShareForm, documents: list[PortalDocument]) -> PracticePage:
    dossier = form.dossiers[form.cleaned_data["country"]]
    # Two pages added below one parent at once would take the same place in the tree.
    _lock(dossier.pk)
    parent = CountryPage.objects.get(pk=dossier.pk)
    page = PracticePage(owner=draft.owner, live=False, has_unpublished_changes=True)
    _write(page, form, documents)
    parent.add_child(instance=page)
    page.save_revision(user=draft.owner, log_action="wagtail.create")
    return page


def _revise(draft: PracticeDraft, form: ShareForm, documents: list[PortalDocument]) -> PracticePage:
    _lock(draft.page_id)
    page = PracticePage.objects.get(pk=draft.page_id)
    if page.locked:
        raise Outdated(
            _("The desk is working on this text and has locked it. Your words are kept as a draft.")
        )
    if page.latest_revision_id != draft.base_revision_id:
        raise Conflict(share_values(page), draft.version, page.latest_revision_id)
    text = page.get_latest_revision_as_object()
    _write(text, form, documents)
    text.save_revision(user=draft.owner, log_action=True)
    return PracticePage.objects.get(pk=page.pk)


def _write(page: PracticePage, form: ShareForm, documents: list[PortalDocument]) -> None:
    """Put the form's values into a page in memory."""
    values = form.cleaned_data
    for name in COPIED:
        setattr(page, name, values[name])
    page.topics = list(Topic.objects.filter(pk__in=values["topics"]))
    page.instruments = list(Instrument.objects.filter(pk__in=values["instruments"]))
    page.other_countries = list(Country.objects.filter(pk__in=values["other_countries"]))
    page.communities = form.groups(page.communities.all())
    if sources_text(values["sources"]) != sources_text(page.sources.all()):
        page.sources = values["sources"]
    page.body = json.dumps(merged_body(page, values, documents))


@transaction.atomic
def decide(*, page_id: int, user: Any, revision_id: int, approve: bool, comment: str = "") -> PracticePage:
    """Approve and publish a practice, or return it to its writer with a comment.

    ``revision_id`` is the text the reviewer has read. Raises ``Outdated`` where another text or another
    decision came in between, ``PermissionDenied`` where the user is not of the desk.
    """
    _lock(page_id)
    page = PracticePage.objects.get(pk=page_id)
    if not page.can_work_on(user):
        raise PermissionDenied
    review = current_review(page)
    if review is None:
        raise Outdated(_("Somebody has decided on this text in the meantime."))
    if page.latest_revision_id != revision_id:
        raise Outdated(_("The text was changed in the meantime. Read it again below before you decide."))
    review.task.specific.on_action(review.specific, user, "approve" if approve else "reject", comment=comment)
    return page
