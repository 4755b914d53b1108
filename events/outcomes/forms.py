"""Forms of an outcome."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from events.exchanges.access import may_see
from events.exchanges.models import Event
from events.outcomes.enums import PointState, Reach, Use
from events.outcomes.evaluating import OPEN_FOR
from events.outcomes.models import ActionPoint, Conclusion, EvaluationAnswer, Minutes
from events.outcomes.models.evaluation import RATINGS
from events.outcomes.people import attributed, people_of
from portal.forms import DayInput, by_name, long_text
from portal.language import CONTENT_LANGUAGES, language_choices
from portal.words import LineField, WordsField


def first_language(event: Event) -> str:
    """The language an event is held in, for what is written about it."""
    return next((code for code in event.languages if code in CONTENT_LANGUAGES), "en")


def reach_field(label: Any) -> forms.ChoiceField:
    """Who may read it."""
    return forms.ChoiceField(label=label, choices=Reach.choices, widget=forms.RadioSelect)


class OutcomeForm(forms.Form):
    """What all forms of an outcome share: the version it was shown in, and the Chatham House Rule."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)
    ATTRIBUTABLE: tuple[str, ...] = ()
    """Fields in which nobody is named where the Chatham House Rule holds."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event

    def clean(self) -> dict[str, Any]:
        """Refuse names of people of the event, at the field, where the Chatham House Rule holds."""
        data = super().clean() or {}
        if self.event.chatham_house:
            for name in self.ATTRIBUTABLE:
                if names := attributed(self.event, data.get(name) or ""):
                    self.add_error(name, chatham_message(names))
        return data

    def values(self) -> dict[str, Any]:
        """What was said, the version left aside."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}


def chatham_message(names: list[str]) -> ValidationError:
    """Why a name is refused."""
    return ValidationError(
        gettext(
            "This names %(names)s. The event is under the Chatham House Rule: say what was said, never who said it "
            "nor for whom they spoke."
        )
        % {"names": ", ".join(names)},
        code="attributed",
    )


class MinutesForm(OutcomeForm):
    """The minutes."""

    text = WordsField(label=_("Minutes"), required=False, max_length=60_000, widget=long_text(24))
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    reach = reach_field(_("Who may read them once they are shared"))
    tell = forms.BooleanField(
        label=_("Tell the people of the event who may read them, by e-mail"),
        required=False,
        help_text=_("Once they are shared. The e-mail names neither the event nor what is in them."),
    )
    ATTRIBUTABLE = ("text",)

    def __init__(self, *args: Any, minutes: Minutes | None, event: Event, **kwargs: Any) -> None:
        shown = minutes if minutes is not None and minutes.version else None
        kwargs.setdefault(
            "initial",
            {
                "text": shown.text if shown else "",
                "language": shown.language if shown else first_language(event),
                "reach": shown.reach if shown else Reach.ORGANISERS,
                "version": shown.version if shown else 0,
            },
        )
        super().__init__(*args, event=event, **kwargs)


class ConclusionForm(OutcomeForm):
    """A conclusion."""

    title = LineField(label=_("In one line"), max_length=200)
    text = WordsField(
        label=_("Conclusion"),
        required=False,
        max_length=10_000,
        widget=long_text(8),
        help_text=_("What worked, what did not, what should be done: in words that stand on their own."),
    )
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    reach = reach_field(_("Who may read it"))
    ATTRIBUTABLE = ("title", "text")

    def __init__(self, *args: Any, conclusion: Conclusion | None, event: Event, **kwargs: Any) -> None:
        if conclusion is None:
            last = event.conclusions.order_by("-pk").first()
            initial = {
                "language": last.language if last else first_language(event),
                "reach": last.reach if last else Reach.ORGANISERS,
                "version": 0,
            }
        else:
            names = ("title", "text", "language", "reach", "version")
            initial = {name: getattr(conclusion, name) for name in names}
        kwargs.setdefault("initial", initial)
        super().__init__(*args, event=event, **kwargs)


class PointForm(OutcomeForm):
    """An action point, as the organisers write it."""

    text = LineField(label=_("What is to be done"), max_length=500)
    owner = forms.ChoiceField(
        label=_("Who does it"),
        required=False,
        help_text=_("One of the people of the event. They are reminded, and say how it stands."),
    )
    office = LineField(
        label=_("Or which office"), required=False, max_length=200, help_text=_("Nobody is reminded then.")
    )
    due = forms.DateField(label=_("By"), widget=DayInput())
    conclusion = forms.ChoiceField(label=_("Follows from"), required=False)
    state = forms.ChoiceField(label=_("State"), choices=PointState.choices)
    note = WordsField(label=_("How it stands"), required=False, max_length=2000, widget=long_text(3))
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    reach = reach_field(_("Who may read it"))

    def __init__(self, *args: Any, point: ActionPoint | None, event: Event, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _initial_point(event, point))
        super().__init__(*args, event=event, **kwargs)
        self.point = point
        self.people = {str(user.pk): user for user in people_of(event)}
        people = by_name((pk, str(user)) for pk, user in self.people.items())
        if point is not None and point.owner and str(point.owner_id) not in self.people:
            self.people[str(point.owner_id)] = point.owner
            people.append((str(point.owner_id), str(point.owner)))
        self._offer("owner", [("", "—"), *people])
        conclusions = [(str(one.pk), one.title) for one in event.conclusions.all()]
        self._offer("conclusion", [("", "—"), *conclusions])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_owner(self) -> str:
        """The number of a person who sees the event; whoever has the point already may keep it."""
        chosen: str = self.cleaned_data["owner"]
        kept = self.point is not None and chosen == str(self.point.owner_id)
        if chosen and not kept and not may_see(self.people[chosen], self.event):
            raise ValidationError(gettext("This person does not see the event."))
        return chosen

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not data.get("owner") and not data.get("office") and "owner" not in self.errors:
            self.add_error("owner", gettext("Say who does it, or which office."))
        due = data.get("due")
        if due and due < timezone.localdate() and (self.point is None or self.point.due != due):
            self.add_error("due", gettext("This day has passed."))
        return data

    def values(self) -> dict[str, Any]:
        """As the model has it."""
        values = super().values()
        for name in ("owner", "conclusion"):
            chosen = values.pop(name)
            values[f"{name}_id"] = int(chosen) if chosen else None
        return values


def _initial_point(event: Event, point: ActionPoint | None) -> dict[str, Any]:
    if point is None:
        last = event.points.order_by("-pk").first()
        return {
            "language": last.language if last else first_language(event),
            "reach": last.reach if last else Reach.ORGANISERS,
            "state": PointState.OPEN,
            "version": 0,
        }
    names = ("text", "office", "due", "state", "note", "language", "reach", "version")
    values = {name: getattr(point, name) for name in names}
    return values | {"owner": str(point.owner_id or ""), "conclusion": str(point.conclusion_id or "")}


class ReportForm(OutcomeForm):
    """How an action point stands, as its owner says it."""

    state = forms.ChoiceField(label=_("State"), choices=PointState.choices, widget=forms.RadioSelect)
    note = WordsField(label=_("How it stands"), required=False, max_length=2000, widget=long_text(4))

    def __init__(self, *args: Any, point: ActionPoint, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {name: getattr(point, name) for name in ("state", "note", "version")})
        super().__init__(*args, event=point.event, **kwargs)


class OpenEvaluationForm(forms.Form):
    """Until when the evaluation can be filled in."""

    closes = forms.DateField(
        label=_("Closes on"),
        widget=DayInput(),
        help_text=_("The last day on which it can be filled in. You see the results after it, not before."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"closes": timezone.localdate() + OPEN_FOR})
        super().__init__(*args, **kwargs)

    def clean_closes(self) -> Any:
        closes = self.cleaned_data["closes"]
        if closes < timezone.localdate():
            raise ValidationError(gettext("This day has passed."))
        if closes > timezone.localdate() + 12 * OPEN_FOR:
            raise ValidationError(gettext("Choose a day within the next half year."))
        return closes


MARKS = [("5", _("5 – very")), ("4", "4"), ("3", "3"), ("2", "2"), ("1", _("1 – not at all"))]


class EvaluationForm(forms.ModelForm):
    """The questions to those who took part. Each may be left out; something has to be said."""

    class Meta:
        model = EvaluationAnswer
        fields = ("usefulness", "content", "organisation", "contacts", "use", "keep", "change")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in RATINGS:
            self.fields[name] = forms.TypedChoiceField(
                label=self.fields[name].label,
                choices=MARKS,
                required=False,
                coerce=int,
                empty_value=None,
                widget=forms.RadioSelect,
            )
        self.fields["use"] = forms.ChoiceField(
            label=self.fields["use"].label, choices=Use.choices, required=False, widget=forms.RadioSelect
        )
        for name in ("keep", "change"):
            self.fields[name] = WordsField(
                label=self.fields[name].label, required=False, max_length=2000, widget=long_text(3)
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors and not any(data.values()):
            raise ValidationError(gettext("Nothing is filled in yet."))
        return data
