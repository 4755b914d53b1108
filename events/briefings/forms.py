"""The forms of a briefing: settings, a text, a reason, a heading."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from events.briefings.enums import DEFAULT_INTERVAL, LANGUAGES
from events.briefings.models import Briefing
from liaison.directory.audience_form import AudienceForm
from portal.forms import by_name, long_text
from portal.reference.cldr import territory_name
from portal.reference.models import Country
from portal.visibility import Audience
from portal.words import LineField, WordsField
from practices.enums import Tlp

LONGEST_TEXT = 20_000


class BriefingForm(AudienceForm):
    """The settings of a briefing; of a new one also its country."""

    country = forms.ChoiceField(label=_("Country"))
    title = LineField(
        label=_("Title"),
        required=False,
        max_length=200,
        help_text=_("Empty means: “Briefing package”, with the name of the country."),
    )
    purpose = WordsField(
        label=_("Purpose"),
        required=False,
        max_length=2000,
        widget=long_text(3),
        help_text=_(
            "For which visit, meeting or dialogue, in a sentence. It stands at the top of every issue."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=LANGUAGES,
        widget=forms.RadioSelect,
        help_text=_("What is compiled is worded in this language; texts of people stay in theirs."),
    )
    interval_days = forms.IntegerField(
        label=_("Remind the editors every (days)"), min_value=7, max_value=365, initial=DEFAULT_INTERVAL
    )
    tlp = forms.ChoiceField(label=_("TLP label"), choices=Tlp.choices)

    ABOUT = ("country", "title", "purpose", "language")
    SEEN = ("audience", "communities", "tlp")
    KEPT = ("interval_days",)

    def __init__(self, *args: Any, user: Any, item: Briefing, **kwargs: Any) -> None:
        super().__init__(*args, user=user, item=item, **kwargs)
        self.fields["audience"].label = gettext("For whom is it?")
        self.fields["audience"].help_text = gettext(
            "Only what everybody in this audience may read gets in. The narrower the audience, the more can be in it. "
            "Officials of third countries never get a briefing."
        )
        self.fields["communities"].help_text = gettext("Count only where named communities are chosen.")
        self.offer("audience", [pair for pair in Audience.choices if pair[0] != Audience.PUBLIC])  # type: ignore[misc]
        if item.pk:
            del self.fields["country"]
            self.fields["title"].required = True
            self.fields["title"].help_text = ""
        else:
            third = Country.objects.third().values_list("code", flat=True)
            names = by_name((code, territory_name(code)) for code in third)
            self.offer("country", [("", gettext("Choose")), *names])

    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The fields in the parts of the page, each with its anchor and heading."""
        parts = (
            ("about", gettext("What it is about"), self.ABOUT),
            ("seen", gettext("For whom it is"), self.SEEN),
            ("kept", gettext("Keeping it up to date"), self.KEPT),
        )
        return [
            (anchor, title, [self[name] for name in names if name in self.fields])
            for anchor, title, names in parts
        ]

    def clean_country(self) -> Country:
        return Country.objects.get(pk=self.cleaned_data["country"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("audience") == Audience.COMMUNITIES and not data.get("communities"):
            self.add_error(
                "communities", gettext("Name at least one community: nobody could read it otherwise.")
            )
        country = data.get("country")
        if country is not None and not data.get("title"):
            language = data.get("language") or "en"
            with override(language):
                data["title"] = gettext("Briefing package: %(country)s") % {"country": country.name(language)}
        return data


def initial_of(briefing: Briefing) -> dict[str, Any]:
    """The form's values for a briefing as it stands."""
    names = ("title", "purpose", "language", "interval_days", "tlp", "audience")
    found: dict[str, Any] = {name: getattr(briefing, name) for name in names}
    found["communities"] = (
        [str(pk) for pk in briefing.communities.values_list("pk", flat=True)] if briefing.pk else []
    )
    found["version"] = briefing.settings_version
    return found


class TextForm(forms.Form):
    """A text with a heading."""

    heading = LineField(label=_("Heading"), required=False, max_length=300)
    text = WordsField(
        label=_("Text"),
        max_length=LONGEST_TEXT,
        widget=long_text(12),
        help_text=_(
            "An empty line begins a new paragraph. Leave out names of suspects, victims and witnesses, and anything "
            "classified."
        ),
    )


class CompiledTextForm(forms.Form):
    """The editor's text in place of what the source says; empty means: as compiled."""

    text = WordsField(label=_("Text"), required=False, max_length=LONGEST_TEXT, widget=long_text(12))

    def __init__(self, *args: Any, is_paragraph: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["text"]
        if is_paragraph:
            field.help_text = gettext("Emptied, it says again what the source says.")
        else:
            field.label = gettext("Text below it")
            field.widget.attrs["rows"] = 5


class ReasonForm(forms.Form):
    """Why something is left out or kept."""

    reason = LineField(label=_("Reason"), max_length=500)


class HeadingForm(forms.Form):
    """The heading of a section."""

    title = LineField(label=_("Heading"), required=False, max_length=200)
