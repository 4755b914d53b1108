"""Adding and changing posts, authorities and contacts on the site. For whoever may not, none of it exists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from liaison.directory.actions import Conflict, remove_contact, save_contact, save_entry
from liaison.directory.audience_form import AudienceForm
from liaison.directory.cards import all_contacts
from liaison.directory.contact_form import ContactForm
from liaison.directory.form_values import initial_of
from liaison.directory.forms import AuthorityForm, EntryForm, PostForm
from liaison.directory.kept import editing, stale
from liaison.directory.models import Authority, Contact, DirectoryEntry, Post
from liaison.directory.rules import can_add, can_edit, can_edit_contact, editable_countries
from liaison.directory.views import visible_authority, visible_post
from portal.conflicts import differences
from portal.visibility import viewer_for


@editing
def add_post(request: HttpRequest) -> HttpResponse:
    """A new post. Raises 404 for whoever looks after no country."""
    return _add(request, Post(verify_every_days=180), PostForm)


@editing
def add_authority(request: HttpRequest) -> HttpResponse:
    """A new authority. Raises 404 as ``add_post`` does."""
    return _add(request, Authority(), AuthorityForm)


def _add(request: HttpRequest, item: DirectoryEntry, form_class: type[EntryForm]) -> HttpResponse:
    if not can_add(request.user):
        raise Http404
    countries = editable_countries(request.user)
    asked = request.GET.get("country", "").upper()
    if countries is not None and len(countries) == 1:
        asked = next(iter(countries))
    initial = initial_of(item, form_class) | {"country": asked}
    return _handle(request, item, form_class, initial=initial, save=save_entry)


@editing
def edit_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a post."""
    return _edit(request, visible_post(request.user, pk), PostForm)


@editing
def edit_authority(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an authority."""
    return _edit(request, visible_authority(request.user, pk), AuthorityForm)


def _edit(request: HttpRequest, item: DirectoryEntry, form_class: type[EntryForm]) -> HttpResponse:
    if not can_edit(request.user, item):
        raise Http404
    return _handle(request, item, form_class, initial=initial_of(item, form_class), save=save_entry)


@editing
def add_post_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """A new contact of a post."""
    return _add_contact(request, visible_post(request.user, pk))


@editing
def add_authority_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """A new contact of an authority."""
    return _add_contact(request, visible_authority(request.user, pk))


def _add_contact(request: HttpRequest, entry: DirectoryEntry) -> HttpResponse:
    if not can_edit(request.user, entry):
        raise Http404
    contact = Contact(post=entry) if isinstance(entry, Post) else Contact(authority=cast(Authority, entry))
    return _handle(request, contact, ContactForm, initial=initial_of(contact, ContactForm), save=save_contact)


@editing
def edit_contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a contact."""
    contact = _editable_contact(request.user, pk)
    return _handle(request, contact, ContactForm, initial=initial_of(contact, ContactForm), save=save_contact)


@editing
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a contact: asked first, done on POST."""
    contact = _editable_contact(request.user, pk)
    view = next(
        view for view in all_contacts(viewer_for(request.user), contact.entry) if view.contact.pk == pk
    )
    notice = ""
    if request.method == "POST":
        if stale(request):
            notice = _("This page had been open for long. Nothing is done yet: press the button once more.")
        else:
            try:
                version = request.POST.get("version", "")
                remove_contact(
                    contact=contact, user=request.user, version=int(version) if version.isdecimal() else -1
                )
            except Conflict:
                notice = _("Somebody changed this contact in the meantime. Look at it again.")
                contact = _editable_contact(request.user, pk)
            except Contact.DoesNotExist as gone:
                raise Http404 from gone
            else:
                messages.success(request, _("The contact is removed."))
                return redirect(contact.entry.get_absolute_url())
    context = {"contact": contact, "view": view, "entry": contact.entry, "notice": notice}
    return render(request, "directory/remove_contact.html", context, status=409 if notice else 200)


def _editable_contact(user: Any, pk: int) -> Contact:
    contact = Contact.objects.visible_to(user).select_related("post", "authority").filter(pk=pk).first()
    if contact is None or not can_edit_contact(user, contact):
        raise Http404
    return contact


def _handle(
    request: HttpRequest,
    item: Any,
    form_class: type[AudienceForm],
    *,
    initial: dict[str, Any],
    save: Callable[..., Any],
) -> HttpResponse:
    """Show a form, or check and save it. What was typed is shown again whatever goes wrong."""
    if request.method != "POST":
        return _show(request, item, form_class(user=request.user, item=item, initial=initial))
    form = form_class(request.POST, user=request.user, item=item, initial=initial)
    if notice := stale(request):
        return _show(request, item, form, notice=notice, status=403)
    if not form.is_valid():
        return _show(request, item, form, status=422)
    version = form.cleaned_data.get("version") or 0
    named = "contact" if isinstance(item, Contact) else "entry"
    try:
        saved = save(**{named: item}, values=form.values, user=request.user, version=version)
    except Conflict as conflict:
        return _show_conflict(request, conflict.current, form_class)
    except ValidationError as error:
        _add_errors(form, error)
        return _show(request, item, form, status=422)
    except (Post.DoesNotExist, Authority.DoesNotExist, Contact.DoesNotExist) as gone:
        raise Http404 from gone
    messages.success(request, _("Saved."))
    entry = saved.entry if isinstance(saved, Contact) else saved
    return redirect(entry.get_absolute_url() if can_still_see(request, entry) else "directory:directory")


def can_still_see(request: HttpRequest, entry: DirectoryEntry) -> bool:
    """Whether an editor is still inside the audience they have just chosen."""
    return entry.can_view(request.user)


def _add_errors(form: forms.Form, error: ValidationError) -> None:
    """Errors of the model at the fields of the form; those of other fields at its top."""
    messages_by_field = error.message_dict if hasattr(error, "error_dict") else {"": error.messages}
    for name, texts in messages_by_field.items():
        form.add_error(name if name in form.fields else None, texts)


def _show_conflict(request: HttpRequest, current: Any, form_class: type[AudienceForm]) -> HttpResponse:
    """Both texts: what was typed in the fields, what the record says now beside them."""
    data = request.POST.copy()
    data["version"] = str(current.version)
    initial = initial_of(current, form_class)
    form = form_class(data, user=request.user, item=current, initial=initial)
    return _show(request, current, form, others=differences(form, initial), status=409)


def _show(
    request: HttpRequest,
    item: Any,
    form: AudienceForm,
    *,
    notice: str = "",
    others: list[Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    first = getattr(form, "FIRST", ("kind", "value", "label", "hours", "is_urgent"))
    rest = getattr(form, "REST", ())
    entry = item.entry if isinstance(item, Contact) else item
    context = {
        "form": form,
        "first_fields": [form[name] for name in first if not form.fields[name].disabled],
        "more_fields": [form[name] for name in rest if not form.fields[name].disabled],
        "who_fields": [form[name] for name in ("audience", "communities") if not form.fields[name].disabled],
        "open_more": any(name in form.errors for name in rest) or bool(item.pk),
        "item": item,
        "entry": entry if entry.pk else None,
        "kind": "contact" if isinstance(item, Contact) else entry.entry_type,
        "notice": notice,
        "others": others or [],
        "address": request.path,
    }
    return render(request, "directory/form.html", context, status=status)
