"""The organisers' desk: what to do next, lists to take along, messages to groups; and the messages one received."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from events.desk.enums import Group, ListKind, MailState
from events.desk.forms import MessageForm
from events.desk.lists import to_paper, to_xlsx
from events.desk.messages import Moved, digest_of, messages_for, receivers_of, send_message
from events.desk.models import Message
from events.desk.todo import next_steps, numbers_of
from events.exchanges.access import may_organise, organised_event, visible_event
from events.exchanges.models import Event
from events.registration.occupancy import occupancy_of
from liaison.directory.kept import editing, stale
from portal.documents.pdf import PdfUnavailable
from portal.spreadsheets import XLSX_TYPE

PER_PAGE = 30


@never_cache
@require_safe
def desk(request: HttpRequest, slug: str) -> HttpResponseBase:
    """What to do next, how things stand, lists and messages."""
    event = organised_event(request.user, slug)
    numbers = numbers_of(event)
    context = {
        "event": event,
        "todos": next_steps(event, numbers),
        "numbers": numbers,
        "occupancy": occupancy_of(event),
        "lists": [(kind.value, kind.label, kind != ListKind.ANSWERS) for kind in ListKind],
        "sent": Message.objects.filter(event=event).annotate(number=Count("receipts")).order_by("-pk")[:5],
    }
    return render(request, "desk/desk.html", context)


@never_cache
@require_safe
def take_list(request: HttpRequest, slug: str, kind: str, ending: str) -> HttpResponseBase:
    """A list as XLSX or PDF. Raises 404 for a kind there is not."""
    event = organised_event(request.user, slug)
    if kind not in ListKind.values or (kind == ListKind.ANSWERS and ending == "pdf"):
        raise Http404
    if ending == "xlsx":
        response = HttpResponse(to_xlsx(event, kind), content_type=XLSX_TYPE)
    else:
        try:
            response = HttpResponse(to_paper(event, kind), content_type="application/pdf")
        except PdfUnavailable as error:
            messages.error(request, str(error))
            return redirect("desk:desk", event.slug)
    # The address names the event; the file's name, which is seen on other screens, does not.
    response.headers["Content-Disposition"] = f'attachment; filename="{kind}.{ending}"'
    return response


@editing
def write(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Write to groups: first a preview with everybody who receives it, then send."""
    event = organised_event(request.user, slug)
    if request.method != "POST":
        chosen = [group for group in request.GET.getlist("groups") if group in Group.values]
        return _form(request, event, MessageForm(initial={"groups": chosen}))
    form = MessageForm(request.POST)
    if notice := stale(request):
        return _form(request, event, form, status=422, notice=notice)
    if not form.is_valid() or request.POST.get("do") == "change":
        return _form(request, event, form, status=422 if form.errors else 200)
    data = form.cleaned_data
    if request.POST.get("do") != "send":
        return _preview(request, event, form)
    try:
        message = send_message(
            event=event,
            by=request.user,  # type: ignore[arg-type]
            key=data["key"],
            groups=data["groups"],
            subject=data["subject"],
            text=data["text"],
            shown=data["shown"],
        )
    except Moved:
        return _preview(request, event, form, moved=True)
    number = message.receipts.count()
    text = ngettext("The message was sent to %(n)d person.", "The message was sent to %(n)d people.", number)
    messages.success(request, text % {"n": number})
    return redirect("desk:desk", event.slug)


def _form(
    request: HttpRequest, event: Event, form: MessageForm, status: int = 200, notice: str = ""
) -> HttpResponse:
    context = {"event": event, "form": form, "notice": notice}
    return render(request, "desk/write.html", context, status=status)


def _preview(request: HttpRequest, event: Event, form: MessageForm, *, moved: bool = False) -> HttpResponse:
    users = receivers_of(event, form.cleaned_data["groups"])
    context = {
        "event": event,
        "data": form.cleaned_data,
        "groups": [Group(group).label for group in form.cleaned_data["groups"]],
        "users": users,
        "shown": digest_of(users),
        "moved": moved,
    }
    return render(request, "desk/preview.html", context, status=409 if moved else 200)


@never_cache
@require_safe
def inbox(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The messages of an event: those one received; all of them, with what became of the mails, for organisers."""
    event = visible_event(request.user, slug)
    organises = may_organise(request.user, event)
    found = messages_for(request.user, event)
    if organises:
        found = found.annotate(
            number=Count("receipts"),
            sent=Count("receipts", filter=Q(receipts__state=MailState.SENT)),
            failed=Count("receipts", filter=Q(receipts__state=MailState.FAILED)),
        ).order_by("-pk")
    elif not found.exists():
        raise Http404
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/inbox.html", {"event": event, "page": page, "organises": organises})


@never_cache
@login_required
@require_safe
def message(request: HttpRequest, message_id: int) -> HttpResponseBase:
    """To a message, or to what was shared, from an e-mail, which names neither it nor the event."""
    found = Message.objects.filter(pk=message_id).select_related("event").first()
    if found is None:
        raise Http404
    event = visible_event(request.user, found.event.slug)
    if not messages_for(request.user, event).filter(pk=found.pk).exists():
        raise Http404
    if found.place:
        return redirect(found.place)
    response = redirect("desk:inbox", event.slug)
    response["Location"] += f"#message-{found.pk}"
    return response
