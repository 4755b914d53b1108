"""Forms of papers: adding files, changing one."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.exchanges.enums import Circle
from events.exchanges.models import Event, Session
from events.papers.files import checked
from events.papers.models import Paper
from portal.language import language_choices
from portal.words import LineField


class FilesInput(forms.FileInput):
    """The browser's picker, for several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or several files; the cleaned value is a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Each file, checked by kind, size, content and marking (``portal.media.checks``)."""
        files = data if isinstance(data, list) and data else [None]
        return list(checked([super(FilesField, self).clean(file, initial) for file in files]))

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data


class OneFileField(forms.FileField):
    """One file, checked; it may be left out."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> UploadedFile | None:
        file = super().clean(data, initial)
        if file:
            checked([file])
            return file
        return None


class PaperWordsForm(forms.Form):
    """What is said of a paper."""

    title = LineField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("Left empty, the name of the file. Several files keep their names."),
    )
    session = forms.ChoiceField(label=_("About"), required=False)
    circle = forms.ChoiceField(
        label=_("Who may open it"),
        choices=Circle.choices,
        widget=forms.RadioSelect,
        initial=Circle.ORGANISERS,
    )
    language = forms.ChoiceField(label=_("Language"), choices=language_choices)
    tell = forms.BooleanField(
        label=_("Tell those who may open it, by e-mail"),
        required=False,
        help_text=_("The e-mail names neither the paper nor the event."),
    )

    def __init__(self, *args: Any, event: Event, circles: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.event = event
        self.sessions = {str(one.pk): one for one in event.sessions.all()}
        self._offer("session", [("", _("The whole event")), *map(_session_choice, self.sessions.values())])
        self._offer("circle", [(value, label) for value, label in Circle.choices if value in circles])
        if Circle.ORGANISERS not in circles:
            self.fields["circle"].initial = Circle.SPEAKERS

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def clean_session(self) -> Session | None:
        return self.sessions.get(self.cleaned_data["session"])


def _session_choice(session: Session) -> tuple[str, str]:
    start = session.starts.astimezone(session.event.zone)
    return str(session.pk), f"{date_format(start, 'j F, H:i')} – {session.title}"


class AddPapersForm(PaperWordsForm):
    """New papers."""

    uploads = FilesField(label=_("Files"))
    field_order = ("uploads", "title", "session", "circle", "language", "tell")


class ChangePaperForm(PaperWordsForm):
    """A paper that is there; its file stays where no new one is chosen."""

    file = OneFileField(
        label=_("New file"), required=False, help_text=_("Only where the file is to be replaced.")
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    field_order = ("title", "session", "circle", "language", "file", "tell")

    def __init__(self, *args: Any, paper: Paper, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "title": paper.title,
            "session": str(paper.session_id or ""),
            "circle": paper.circle,
            "language": paper.language,
            "version": paper.version,
        }
        super().__init__(*args, **kwargs)
        self.paper = paper
        self.fields["title"].help_text = ""
        circle = self.fields["circle"]
        offered = dict(circle.choices)  # type: ignore[attr-defined]
        if paper.circle not in offered:
            circle.choices = [*offered.items(), (paper.circle, paper.get_circle_display())]  # type: ignore[attr-defined]

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if not title:
            raise ValidationError(_("Give it a title."))
        return title

    def values(self) -> dict[str, Any]:
        """What is said of the paper, its file left aside."""
        return {name: self.cleaned_data[name] for name in ("title", "session", "circle", "language")}
