"""The share form: three fields are required, everything else helps others to find and to judge."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.utils.translation import gettext_lazy as _

from portal.forms import DayInput, by_name, long_text
from portal.language import language_choices
from portal.pages.community_names import community_names
from portal.pages.countries import visible_dossiers
from portal.pages.models import CountryPage
from portal.people.naming import check_number
from portal.people.queries import communities_of
from portal.reference.models import Country, Instrument, Topic
from portal.visibility import Audience, viewer_for
from portal.words import WordsField
from practices.enums import Outcome, PracticeKind, Tlp
from practices.models import PracticePage
from practices.rules import placement_errors
from practices.sources import read_sources

STORY_LIMIT = 20_000
LONG_LIMIT = 5_000


class ShareForm(forms.Form):
    """What a person knows about a case, as they would tell it. ``user`` decides what is offered.

    ``page`` is the practice being mended: its country is fixed, and what its desk chose beyond the writer's
    own communities stays.
    """

    country = forms.ChoiceField(label=_("Country"))
    title = WordsField(label=_("Title"), max_length=255, help_text=_("What would a colleague look for?"))
    story = WordsField(
        label=_("What happened, and what worked?"),
        max_length=STORY_LIMIT,
        widget=long_text(9),
        help_text=_("Leave out names of suspects, victims and witnesses, and anything classified."),
    )
    summary = WordsField(
        label=_("Summary"),
        required=False,
        max_length=500,
        widget=long_text(3),
        help_text=_("Two sentences a reader sees in the results."),
    )
    steps = WordsField(
        label=_("Steps"),
        required=False,
        max_length=LONG_LIMIT,
        widget=long_text(5),
        help_text=_("One step on a line."),
    )
    obstacle = WordsField(label=_("Obstacle"), required=False, max_length=LONG_LIMIT, widget=long_text(3))
    workaround = WordsField(
        label=_("What helped against it"), required=False, max_length=LONG_LIMIT, widget=long_text(3)
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", "—"), *PracticeKind.choices])
    outcome = forms.ChoiceField(label=_("Outcome"), required=False, choices=Outcome.choices)
    topics = forms.MultipleChoiceField(label=_("Topics"), required=False, widget=forms.CheckboxSelectMultiple)
    instruments = forms.MultipleChoiceField(
        label=_("Legal instruments"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_countries = forms.MultipleChoiceField(
        label=_("Other countries"), required=False, widget=forms.CheckboxSelectMultiple
    )
    language = forms.ChoiceField(label=_("Language of your text"), required=False, choices=language_choices)
    experience_from = forms.DateField(label=_("Experience from"), required=False, widget=DayInput())
    experience_until = forms.DateField(label=_("Experience until"), required=False, widget=DayInput())
    contact = WordsField(
        label=_("Contact"),
        required=False,
        max_length=255,
        help_text=_("A role and an office, never a private person."),
    )
    sources = WordsField(
        label=_("Sources"),
        required=False,
        max_length=LONG_LIMIT,
        widget=long_text(3),
        help_text=_("One on a line: title, address and, in brackets, the date (2024-06)."),
    )
    audience = forms.ChoiceField(
        label=_("Who may see it"), required=False, choices=Audience.choices, widget=forms.RadioSelect
    )
    communities = forms.MultipleChoiceField(
        label=_("Communities"), required=False, widget=forms.CheckboxSelectMultiple
    )
    tlp = forms.ChoiceField(
        label=_("TLP label"),
        required=False,
        choices=Tlp.choices,
        help_text=_(
            "How it may be passed on. TLP:CLEAR fits any audience, TLP:GREEN all members or communities; "
            "TLP:AMBER, TLP:AMBER+STRICT and TLP:RED fit named communities only."
        ),
    )
    review_by = forms.DateField(
        label=_("Review by"),
        required=False,
        widget=DayInput(),
        help_text=_("When somebody should check that it still holds."),
    )
    drop_files = forms.MultipleChoiceField(
        label=_("Take out"), required=False, widget=forms.CheckboxSelectMultiple
    )

    MULTIPLE = ("topics", "instruments", "other_countries", "communities", "drop_files")
    FIRST = ("country", "title", "story")

    def __init__(
        self,
        *args: Any,
        user: Any,
        page: PracticePage | None = None,
        files: Iterable[tuple[str, str]] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        self.user = user
        viewer = viewer_for(user)
        self.dossiers: dict[str, CountryPage] = {}
        if page is None:
            self.dossiers = {dossier.country_id: dossier for dossier in visible_dossiers(viewer)}
        else:
            self.dossiers = {page.country_page.country_id: page.country_page}
            self.fields["country"].disabled = True
            self.initial["country"] = page.country_page.country_id
            self.fields["country"].help_text = _("To file it under another country, ask the desk.")
        names = by_name((c, d.country.name()) for c, d in self.dossiers.items())
        self._offer("country", names if page else [("", _("Choose a country")), *names])
        countries = by_name((c.code, c.name()) for c in Country.objects.all())
        self._offer("other_countries", countries)
        self._offer("topics", [(topic.pk, topic.name()) for topic in Topic.objects.all()])
        instruments = by_name((i.pk, i.label()) for i in Instrument.objects.all())
        self._offer("instruments", instruments)
        communities = community_names(communities_of(user).values_list("pk", flat=True))
        self._offer("communities", by_name((str(pk), name) for pk, name in communities.items()))
        self._offer("drop_files", list(files))

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    @property
    def more_fields(self) -> list[str]:
        return [name for name in self.fields if name not in (*self.FIRST, "drop_files")]

    def clean_sources(self) -> list[Any]:
        return read_sources(self.cleaned_data["sources"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name, default in (("language", "en"), ("outcome", Outcome.NONE), ("tlp", Tlp.AMBER)):
            if name in data and not data[name]:
                data[name] = default
        if "audience" in data and not data["audience"]:
            data["audience"] = Audience.COMMUNITIES
        if "audience" in data and "tlp" in data:
            for name, message in placement_errors(
                data["tlp"], data["audience"], data.get("experience_from"), data.get("experience_until")
            ).items():
                self.add_error(name, message)
        if self.page is None and data.get("communities"):
            check_number(data["communities"])
        if data.get("other_countries"):
            data["other_countries"] = [c for c in data["other_countries"] if c != data.get("country")]
        return data

    def groups(self, named: Iterable[Group]) -> list[Group]:
        """The communities chosen, and those ``named`` so far that this writer is not offered.

        Raises ``ValidationError`` at the field where those are too many together.
        """
        offered = {int(pk) for pk, _name in self.fields["communities"].choices}  # type: ignore[attr-defined]
        chosen = {int(pk) for pk in self.cleaned_data["communities"]}
        groups = [*Group.objects.filter(pk__in=chosen), *(g for g in named if g.pk not in offered)]
        check_number(groups)
        return groups
