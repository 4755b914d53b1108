"""The form with which a posting ends."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from liaison.directory.handover import can_receive, desk_members
from liaison.directory.models import Post, Receiver
from portal.forms import DayInput
from portal.people.models import User
from portal.words import LineField

LONGEST_AHEAD = datetime.timedelta(days=366)
LONGEST_AGO = datetime.timedelta(days=3660)


class HandoverForm(forms.Form):
    """To whom, since when, and why. ``digest`` is that of the preview, once there was one."""

    kind = forms.ChoiceField(
        label=_("Who takes over?"),
        choices=Receiver.choices,
        widget=forms.RadioSelect,
        initial=Receiver.SUCCESSOR,
    )
    successor = LineField(
        label=_("Successor"),
        required=False,
        max_length=254,
        help_text=_("The e-mail address with which the successor signs in here."),
    )
    desk_member = forms.ChoiceField(
        label=_("Member of the desk"),
        required=False,
        help_text=_("Takes everything into their hands for the desk. The post is shown as vacant."),
    )
    closes = forms.BooleanField(
        label=_("The post itself ends"),
        required=False,
        help_text=_("Only with the desk: nobody follows on this post."),
    )
    last_day = forms.DateField(
        label=_("Last day of the posting"),
        widget=DayInput(),
        help_text=_("The handover takes effect as soon as you confirm it, whatever this day."),
    )
    reason = LineField(
        label=_("Reason"), max_length=500, help_text=_("For the record: end of the term, another assignment.")
    )
    digest = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, post: Post, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.post = post
        self.members = {str(user.pk): user for user in desk_members(post)}
        choices = [("", "—"), *((pk, str(user)) for pk, user in self.members.items())]
        self.fields["desk_member"].choices = choices  # type: ignore[attr-defined]
        self.receiver: User | None = None

    def clean_last_day(self) -> datetime.date:
        day, today = self.cleaned_data["last_day"], timezone.localdate()
        if not today - LONGEST_AGO <= day <= today + LONGEST_AHEAD:
            raise ValidationError(gettext("Choose a day within a year from now, or one that has passed."))
        if self.post.since and day.isoformat()[: len(self.post.since)] < self.post.since:
            raise ValidationError(gettext("A posting cannot end before it began."))
        return day

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kind = data.get("kind")
        if kind == Receiver.SUCCESSOR:
            self._clean_successor(data)
        elif kind == Receiver.DESK and "desk_member" not in self.errors:
            self.receiver = self.members.get(data.get("desk_member", ""))
            if self.receiver is None:
                self.add_error("desk_member", gettext("Choose a member of the desk who takes this over."))
        return data

    def _clean_successor(self, data: dict[str, Any]) -> None:
        if data.get("closes"):
            self.add_error("closes", gettext("A post that ends has no successor: it is left to the desk."))
        if "successor" in self.errors:
            return
        address = data.get("successor", "")
        user = User.objects.filter(email__iexact=address).first() if address else None
        if user is not None and can_receive(user, self.post):
            self.receiver = user
            return
        # One answer for no account, a closed one and one that cannot hold this post.
        self.add_error(
            "successor",
            gettext("Nobody who can succeed on this post signs in with this address.")
            if address
            else gettext("Name a successor, or leave the post to the desk."),
        )
