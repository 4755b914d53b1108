"""Name badges of everybody who will be in the room: who has a seat, who speaks, who organises; each once."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from events.desk.seated import confirmed, mark_of, role_of
from events.exchanges.models import Event
from events.exchanges.when import when
from events.registration.delegations import delegation_name, delegation_of
from portal.documents.badges import Badge, Badges


def badges_of(event: Event) -> list[Badge]:
    """The badges: by delegation and name, then speakers and organisers who have no seat. Three queries."""
    speakers = list(event.speakers.select_related("user"))
    speaking = {one.user_id for one in speakers if one.user_id}
    found, seen = [], set()
    for row in confirmed(event):
        seen.add(row.user_id)
        roles = [role_of(row), _("Speaker") if row.user_id in speaking else ""]
        found.append(Badge(str(row.user), " · ".join(role for role in roles if role), row.body_name))
    names = {badge.name for badge in found}
    for speaker in speakers:
        known = speaker.user_id in seen if speaker.user_id else speaker.name in names
        if not known:
            if speaker.user_id:
                seen.add(speaker.user_id)
            names.add(speaker.name)
            found.append(Badge(speaker.name, speaker.function or _("Speaker"), speaker.body))
    for one in event.organisers.select_related("user").order_by("user__last_name", "user__first_name", "pk"):
        if one.user_id not in seen and one.user.is_active:
            found.append(Badge(str(one.user), _("Organiser"), delegation_name(delegation_of(one.user))))
    return found


def badge_sheets(event: Event) -> Badges:
    """The badges as they are printed, in the reader's language."""
    return Badges(
        title=_("Name badges"),
        language=get_language() or "en",
        dated=timezone.now(),
        issuer="Comity",
        event=event.title,
        days=when(event.starts, event.ends, event.time_zone).days,
        marking=f"{mark_of(event)} · {_('For the organisers')}",
        badges=badges_of(event),
        nobody=_("Nobody has a seat yet."),
    )
