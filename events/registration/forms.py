"""Forms of those who register: the questionnaire, a substitute, a remark."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.registration.enums import QuestionKind, RegistrationStatus
from events.registration.models import Question
from portal.forms import long_text
from portal.words import LineField, WordsField

LONGEST_LINE, LONGEST_TEXT = 300, 3000


class QuestionnaireForm(forms.Form):
    """The organiser's questions, with what somebody answered before."""

    def __init__(self, *args: Any, questions: Iterable[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(questions)
        for question in self.questions:
            self.fields[name_of(question)] = _field(question)

    def answers(self) -> dict[int, Any]:
        """The answers by number of their question."""
        return {question.pk: self._answer(question) for question in self.questions}

    def _answer(self, question: Question) -> Any:
        value = self.cleaned_data.get(name_of(question))
        if question.kind == QuestionKind.YES_NO:
            return {"yes": True, "no": False}.get(value or "")
        return value


def name_of(question: Question) -> str:
    """The name of a question's field."""
    return f"question-{question.pk}"


def initial_of(answers: Iterable[Any]) -> dict[str, Any]:
    """Answers as the form shows them."""
    shown = {True: "yes", False: "no"}
    return {
        f"question-{answer.question_id}": shown[answer.value]
        if isinstance(answer.value, bool)
        else answer.value
        for answer in answers
    }


def _field(question: Question) -> forms.Field:
    common: dict[str, Any] = {
        "label": question.text,
        "help_text": question.help,
        "required": question.is_required,
    }
    pairs = [(choice, choice) for choice in question.choices]
    if question.kind == QuestionKind.TEXT:
        return WordsField(max_length=LONGEST_TEXT, widget=long_text(4), **common)
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(
            choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **common
        )
    if question.kind == QuestionKind.CHOICE:
        return forms.ChoiceField(choices=pairs, widget=forms.RadioSelect, **common)
    if question.kind == QuestionKind.CHOICES:
        return forms.MultipleChoiceField(choices=pairs, widget=forms.CheckboxSelectMultiple, **common)
    return LineField(max_length=LONGEST_LINE, **common)


class SubstituteForm(forms.Form):
    """Who comes instead."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the substitute"),
        help_text=gettext_lazy("The address with which the person signs in here."),
        max_length=254,
    )


class RemarkForm(forms.Form):
    """Why, in a line."""

    remark = LineField(label=gettext_lazy("Remark"), max_length=500, required=False)


class RegistrationFilter(forms.Form):
    """What of the list is shown. What cannot be chosen is left aside."""

    status = forms.ChoiceField(choices=RegistrationStatus.choices, required=False)
    body = forms.ChoiceField(required=False)
    role = forms.ChoiceField(required=False)

    def __init__(
        self, *args: Any, bodies: list[tuple[str, str]], roles: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].choices = bodies  # type: ignore[attr-defined]
        self.fields["role"].choices = roles  # type: ignore[attr-defined]

    @property
    def chosen(self) -> dict[str, str]:
        """What was chosen, by field."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class QuestionForm(forms.ModelForm):
    """One question of the organiser. Once it was answered, how it is answered stays as it is."""

    text = LineField(label=gettext_lazy("Question"), max_length=300)
    help = LineField(label=gettext_lazy("Explanation"), max_length=500, required=False)
    lines = WordsField(
        label=gettext_lazy("Choices"),
        help_text=gettext_lazy("One on each line. Only for questions that are answered by choosing."),
        widget=long_text(5),
        required=False,
        max_length=3000,
    )

    class Meta:
        model = Question
        fields = ("text", "help", "kind", "is_required")
        labels = {"kind": gettext_lazy("Answered by"), "is_required": gettext_lazy("Must be answered")}

    field_order = ("text", "help", "kind", "lines", "is_required")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].initial = "\n".join(self.instance.choices)
        self.was_answered = bool(self.instance.pk and self.instance.answers.exists())
        if self.was_answered:
            self.fields["kind"].disabled = True

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        choices = list(
            dict.fromkeys(line.strip() for line in data.get("lines", "").splitlines() if line.strip())
        )
        if data.get("kind") in (QuestionKind.CHOICE, QuestionKind.CHOICES):
            if len(choices) < 2:
                self.add_error("lines", _("Give at least two choices."))
            if any(len(choice) > LONGEST_LINE for choice in choices):
                self.add_error(
                    "lines", _("A choice has at most %(limit)s characters.") % {"limit": LONGEST_LINE}
                )
            if self.was_answered and set(self.instance.choices) - set(choices):
                self.add_error(
                    "lines", _("This question was answered already: add choices, but keep those there are.")
                )
        elif choices and "lines" not in self.errors:
            self.add_error("lines", _("This kind of question has no choices."))
        self.instance.choices = choices
        return data
