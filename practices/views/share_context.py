"""What the page of the share form shows."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.keeping.pages import autosave_words
from portal.language import CONTENT_LANGUAGES
from portal.people.enums import CommunityKind
from portal.people.models import Community
from portal.visibility import PUBLIC, Audience
from practices.body import attachments
from practices.draft import DraftFile, PracticeDraft
from practices.drafting import MAX_FILES, max_upload_bytes
from practices.enums import TLP_AUDIENCES, Outcome, Tlp
from practices.forms import ShareForm
from practices.models import PracticePage


@dataclass
class Sheet:
    """One filled-in share form with everything that stands around it."""

    form: ShareForm
    draft_id: uuid.UUID
    page: PracticePage | None = None
    base_id: int | None = None
    version: int = 0
    draft: PracticeDraft | None = None
    theirs: Mapping[str, Any] | None = None
    notice: str = ""
    file_errors: list[str] = field(default_factory=list)

    @classmethod
    def of_draft(cls, form: ShareForm, draft: PracticeDraft) -> Sheet:
        return cls(
            form=form,
            draft_id=draft.pk,
            page=draft.page,
            base_id=draft.base_revision_id,
            version=draft.version,
            draft=draft,
        )


def blank_values(user: Any, country: str) -> dict[str, Any]:
    """A new form: the writer's country of post unless the address names another, the narrowest audience."""
    language = (get_language() or "en").split("-")[0]
    return {
        "country": (country or user.posted_to).upper()[:2],
        "language": language if language in CONTENT_LANGUAGES else "en",
        "audience": Audience.COMMUNITIES,
        "tlp": Tlp.AMBER,
        "outcome": Outcome.NONE,
    }


def _page_files(page: PracticePage | None) -> list[tuple[str, str]]:
    if page is None:
        return []
    return [(block, document.title) for block, document in attachments(page.get_latest_revision_as_object())]


def empty_form(user: Any, values: Mapping[str, Any], page: PracticePage | None = None) -> ShareForm:
    """The form showing some values, not judged yet."""
    return ShareForm(initial=dict(values), user=user, page=page, files=_page_files(page))


def bound_form(request: HttpRequest, page: PracticePage | None = None) -> ShareForm:
    """The form with what was sent, to be judged."""
    return ShareForm(request.POST, user=request.user, page=page, files=_page_files(page))


def share_context(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """Context of ``practices/share.html``."""
    form = sheet.form
    draft = sheet.draft or PracticeDraft.objects.filter(pk=sheet.draft_id, owner_id=request.user.pk).first()
    files = list(draft.files.select_related("document")) if draft else []
    more = form.more_fields
    return {
        "form": form,
        "sheet": sheet,
        "first_fields": [form[name] for name in form.FIRST],
        "detail_fields": [
            form[n]
            for n in more
            if n not in ("audience", "communities", "tlp", "topics", "instruments", "other_countries")
        ],
        "choice_fields": [form[n] for n in ("topics", "instruments", "other_countries")],
        "open_more": any(form.errors.get(name) for name in more),
        "files": [file_row(file) for file in files],
        "conflicts": _differences(form, sheet.theirs),
        "sentence": _sentence_now(form),
        "returned_comment": _comment(sheet.page),
        "script": _script_data(request, sheet),
        "max_files": MAX_FILES,
    }


def file_row(file: DraftFile) -> dict[str, Any]:
    """What the form shows of an attached file."""
    document = file.document
    return {"id": file.pk, "name": document.title, "size": document.file_size or 0, "url": document.url}


def _comment(page: PracticePage | None) -> str:
    """What the desk said when it returned the practice that is being mended."""
    state = page.current_workflow_state if page else None
    if state is None or state.status != state.STATUS_NEEDS_CHANGES or state.current_task_state is None:
        return ""
    return str(state.current_task_state.comment)


def _differences(form: ShareForm, theirs: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """The fields in which the other text differs from the writer's, with the other's words."""
    if theirs is None:
        return []
    found = []
    for name in form.fields:
        other = theirs.get(name, [] if name in form.MULTIPLE else "")
        mine = form[name].value() or ([] if name in form.MULTIPLE else "")
        if name != "drop_files" and (sorted(map(str, mine)) if name in form.MULTIPLE else str(mine)) != (
            sorted(map(str, other)) if name in form.MULTIPLE else str(other)
        ):
            words = form[name].field
            choices = {str(k): str(v) for k, v in getattr(words, "choices", ())}
            shown = (
                ", ".join(choices.get(str(v), str(v)) for v in other)
                if isinstance(other, list)
                else str(other)
            )
            found.append({"name": name, "label": words.label, "text": choices.get(shown, shown)})
    return found


def desk_words(codes_with_desk: set[str], code: str, country: str) -> str:
    """The desk that looks after a country, as a reader knows it."""
    if code in codes_with_desk:
        return _("the desk for %(country)s") % {"country": country}
    return _("the Eurojust desk, for %(country)s") % {"country": country}


def sentences() -> dict[str, str]:
    """Who will see it, in plain words; ``{desk}`` and ``{communities}`` are filled in."""
    return {
        "communities": _("Only you and {desk} will see it."),
        "named": _("You, {desk} and the members of these communities will see it: {communities}."),
        "members": _("All members of the portal will see it, but no officials of third countries."),
        "public": _("Everyone will see it, also without signing in."),
        "always": _(
            "{Desk} and you can always see it. Nobody else sees anything before the desk has approved it."
        ),
        "narrowed": _(
            "The dossier of this country has a narrower audience of its own; your text will not be seen beyond it."
        ),
        "no_country": _("Choose a country first: its desk and you can always see your text."),
    }


def _desks(form: ShareForm) -> dict[str, dict[str, Any]]:
    with_desk = set(Community.objects.filter(kind=CommunityKind.DESK).values_list("country_code", flat=True))
    return {
        code: {
            "desk": desk_words(with_desk, code, dossier.country.name()),
            "narrowed": dossier.audience_key != PUBLIC,
        }
        for code, dossier in form.dossiers.items()
    }


def _sentence_now(form: ShareForm) -> list[str]:
    """The sentences for the form as it stands; share.js keeps them true while the writer chooses."""
    texts, desks = sentences(), _desks(form)
    here = desks.get(str(form["country"].value() or ""))
    if here is None:
        return [texts["no_country"]]
    audience = form["audience"].value() or Audience.COMMUNITIES
    chosen = set(map(str, form["communities"].value() or []))
    names = [name for pk, name in form.fields["communities"].choices if str(pk) in chosen]  # type: ignore[attr-defined]
    key = "named" if audience == Audience.COMMUNITIES and names else str(audience)
    desk = here["desk"]
    shown = [texts.get(key, ""), texts["always"]]
    if here["narrowed"] and audience != Audience.COMMUNITIES:
        shown.append(texts["narrowed"])
    words = {"{desk}": desk, "{Desk}": desk[:1].upper() + desk[1:], "{communities}": ", ".join(names)}
    for mark, word in words.items():
        shown = [text.replace(mark, word) for text in shown]
    return shown


def _script_data(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    """What share.js needs to know; the words it shows are translated here."""
    return {
        "user": str(request.user.pk),
        "draft": str(sheet.draft_id),
        "version": sheet.version,
        "page": sheet.page.pk if sheet.page else None,
        "base": sheet.base_id,
        "isNew": sheet.version == 0,
        "desks": _desks(sheet.form),
        "sentences": sentences(),
        "tlp": {label: sorted(allowed) for label, allowed in TLP_AUDIENCES.items()},
        "multiple": list(ShareForm.MULTIPLE),
        "maxBytes": max_upload_bytes(),
        "words": _script_words(),
    }


def _script_words() -> dict[str, str]:
    return {
        **autosave_words(),
        "startEmpty": _("Start with an empty form instead"),
        "conflict": _(
            "This draft was also changed in another tab or on another device. Both texts are here: "
            "nothing is overwritten."
        ),
        "otherText": _("The other text"),
        "sent": _("This draft has already been sent to the desk."),
        "tlpRule": _("{label} does not allow this audience. Choose a narrower one, or another label."),
        "uploading": _("Uploading {name}: {percent} %"),
        "uploaded": _("{name} is attached"),
        "uploadFailed": _("{name} was not uploaded. Check your connection and try once more."),
        "tooLarge": _("{name} is too large: at most {size} MB."),
        "remove": _("Remove"),
        "removed": _("{name} is removed"),
        "filter": _("Find in the list"),
        "chosen": _("{count} chosen"),
    }
