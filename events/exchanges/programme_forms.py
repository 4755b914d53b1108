"""The forms of sessions and speakers: rows of one page, more of which are asked for with a button."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.exchanges.fields import ClockField, ClocksForm, person_with
from events.exchanges.models import Event, Session, Speaker
from events.exchanges.programme import SessionValues, SpeakerValues
from events.exchanges.times import shown_clock
from liaison.directory.models.entry import language_name
from portal.forms import by_name, checkboxes, long_text
from portal.language import CONTENT_LANGUAGES
from portal.words import LineField, WordsField

MAX_SESSIONS = 60
MAX_SPEAKERS = 120


class RowForm(forms.Form):
    """A row of a list; ``key`` names the record it is of, none where it is new."""

    key = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31)

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event

    @property
    def is_left_out(self) -> bool:
        """Whether the row says nothing: never filled in, or marked to go."""
        data = getattr(self, "cleaned_data", {})
        return bool(data.get("DELETE")) or not data.get(self.NAME)

    NAME = "title"
    """The field without which a row is none."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        says_more = any(
            value for name, value in data.items() if name not in (self.NAME, "key", "DELETE", "session")
        )
        if says_more and not data.get(self.NAME) and not data.get("DELETE") and self.NAME not in self.errors:
            self.add_error(self.NAME, gettext("This field is required."))
        return data


class SessionForm(ClocksForm, RowForm):
    """One session."""

    CLOCKS = ("starts", "ends")

    title = LineField(label=_("Title of the session"), required=False, max_length=200)
    starts = ClockField(label=_("Starts"), required=False)
    ends = ClockField(label=_("Ends"), required=False)
    room = LineField(label=_("Room"), required=False, max_length=120)
    description = WordsField(label=_("Description"), required=False, max_length=3000, widget=long_text(3))
    languages = checkboxes(_("Languages spoken"))
    interpretation = checkboxes(_("Interpretation into"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        spoken = by_name((code, language_name(code)) for code in CONTENT_LANGUAGES)
        for name in ("languages", "interpretation"):
            self.fields[name].choices = spoken  # type: ignore[attr-defined]
        self.ask_which()

    def zone_of_clocks(self) -> str:
        return self.event.time_zone

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("title") or data.get("DELETE"):
            return data
        for name in self.CLOCKS:
            if data.get(name) is None and name not in self.errors:
                self.add_error(name, gettext("This field is required."))
        self.clean_clocks(data, self.event.time_zone)
        self._check_span(data.get("starts"), data.get("ends"))
        return data

    def _check_span(self, starts: datetime.datetime | None, ends: datetime.datetime | None) -> None:
        if starts is None or ends is None or self.errors:
            return
        if ends <= starts:
            self.add_error("ends", gettext("A session ends after it starts."))
        elif starts < self.event.starts:
            self.add_error("starts", gettext("This is before the event starts."))
        elif ends > self.event.ends:
            self.add_error("ends", gettext("This is after the event ends."))

    @property
    def session(self) -> SessionValues:
        """What the row says."""
        data = self.cleaned_data
        return SessionValues(
            pk=data["key"],
            **{name: data[name] for name in ("title", "starts", "ends", "room", "description")},
            languages=data["languages"],
            interpretation=data["interpretation"],
        )


class SpeakerForm(RowForm):
    """One speaker."""

    NAME = "name"

    name = LineField(label=_("Name"), required=False, max_length=200)
    function = LineField(label=_("Function"), required=False, max_length=200)
    body = LineField(label=_("Authority or body"), required=False, max_length=200)
    account = LineField(
        label=_("Account"),
        required=False,
        max_length=254,
        help_text=_("The e-mail address with which this person signs in here, so that they see the event."),
    )
    session = forms.ChoiceField(label=_("Speaks in"), required=False)

    def __init__(self, *args: Any, sessions: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbered = [
            (str(number), gettext("Session %(number)d") % {"number": number})
            for number in range(1, sessions + 1)
        ]
        self.fields["session"].choices = [("", gettext("The event as a whole")), *numbered]  # type: ignore[attr-defined]

    def clean_account(self) -> Any:
        address = self.cleaned_data["account"]
        return person_with(address) if address else None

    def speaker(self, places: dict[int, int]) -> SpeakerValues:
        """What the row says. ``places`` maps the number of a session's row to its place among those that stay."""
        data = self.cleaned_data
        chosen = int(data["session"]) if data["session"] else 0
        return SpeakerValues(
            pk=data["key"],
            name=data["name"],
            function=data["function"],
            body=data["body"],
            user=data["account"],
            session=places.get(chosen),
        )


class Programme:
    """Both lists of an event's programme as they were sent, or as they are."""

    def __init__(
        self, event: Event, data: Any = None, more_sessions: int = 0, more_speakers: int = 0
    ) -> None:
        self.event = event
        sessions = list(event.sessions.all())
        self.sessions = _formset(SessionForm, MAX_SESSIONS, more_sessions or (0 if sessions else 1))(
            data,
            prefix="sessions",
            initial=[_session_initial(one, event) for one in sessions],
            form_kwargs={"event": event},
        )
        numbers = {one.pk: str(number) for number, one in enumerate(sessions, 1)}
        speakers = list(event.speakers.select_related("user"))
        self.speakers = _formset(SpeakerForm, MAX_SPEAKERS, more_speakers or (0 if speakers else 1))(
            data,
            prefix="speakers",
            initial=[_speaker_initial(one, numbers) for one in speakers],
            form_kwargs={"event": event, "sessions": self._row_count},
        )

    @property
    def _row_count(self) -> int:
        return min(self.sessions.total_form_count(), MAX_SESSIONS)

    def is_valid(self) -> bool:
        """Whether both lists can be saved."""
        return bool(self.sessions.is_valid() & self.speakers.is_valid())

    @property
    def has_errors(self) -> bool:
        """Whether something that was sent cannot be saved; ``False`` while nothing was sent."""
        return self.sessions.is_bound and not self.is_valid()

    def values(self) -> tuple[list[SessionValues], list[SpeakerValues]]:
        """What both lists say."""
        places: dict[int, int] = {}
        sessions: list[SessionValues] = []
        for number, form in enumerate(self.sessions.forms, 1):
            if not form.is_left_out:
                places[number] = len(sessions)
                sessions.append(form.session)
        speakers = [form.speaker(places) for form in self.speakers.forms if not form.is_left_out]
        return sessions, speakers


def _formset(form: type[RowForm], most: int, extra: int) -> Any:
    return forms.formset_factory(
        form, extra=extra, can_delete=True, max_num=most, absolute_max=most, validate_max=True
    )


def _session_initial(session: Session, event: Event) -> dict[str, Any]:
    return {
        "key": session.pk,
        "title": session.title,
        "starts": shown_clock(session.starts, event.time_zone),
        "ends": shown_clock(session.ends, event.time_zone),
        "room": session.room,
        "description": session.description,
        "languages": session.languages,
        "interpretation": session.interpretation,
    }


def _speaker_initial(speaker: Speaker, numbers: dict[int, str]) -> dict[str, Any]:
    return {
        "key": speaker.pk,
        "name": speaker.name,
        "function": speaker.function,
        "body": speaker.body,
        "account": speaker.user.email if speaker.user else "",
        "session": numbers.get(speaker.session_id or 0, ""),
    }
