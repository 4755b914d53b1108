"""Closed lists of the assessment rounds. Values are stored and exchanged, labels are shown."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RoundStatus(models.TextChoices):
    """How far a round has come (11333/24, ¶2 and 3)."""

    DRAFT = "draft", _("In preparation")
    COLLECTING = "collecting", _("Collecting contributions")
    ASSESSING = "assessing", _("Under assessment")
    CONSULTED = "consulted", _("In consultation")
    TRANSMITTED = "transmitted", _("Transmitted")
    DISCUSSED = "discussed", _("Discussed")
    CLOSED = "closed", _("Closed")


class ContributionStatus(models.TextChoices):
    """Where the contribution of one body stands."""

    DRAFT = "draft", _("Being filled in")
    SUBMITTED = "submitted", _("Submitted")
    REOPENED = "reopened", _("Reopened")


class ContributionEventKind(models.TextChoices):
    """What happened to a contribution as a whole."""

    SUBMITTED = "submitted", _("Submitted")
    REOPENED = "reopened", _("Reopened")


class Answer(models.TextChoices):
    """The kinds of answer to a question for a number. The first three are three different answers."""

    NO_DATA = "no_data", _("No data")
    ZERO = "zero", _("Zero")
    FEWER_THAN_3 = "fewer_than_3", _("Fewer than 3")
    NUMBER = "number", _("Number")
    RANGE = "range", _("Range")


class FigureKey(models.TextChoices):
    """The numbers that are asked for, country by country (¶2)."""

    HVT_EXTRADITION = "hvt_extradition", _("High-value targets covered by extradition requests")
    HVT_MLA = "hvt_mla", _("High-value targets covered by requests for mutual legal assistance")
    HVT_CONFISCATION = "hvt_confiscation", _("High-value targets covered by requests for confiscation")
    REQUESTS_SENT = "requests_sent", _("Requests sent")
    REQUESTS_ANSWERED = "requests_answered", _("Requests answered")
    REQUESTS_REFUSED = "requests_refused", _("Requests refused")
    MEDIAN_DAYS = "median_days", _("Median time until the answer, in days")


class AmlLevel(models.TextChoices):
    """Weaknesses used to launder money or to move assets (¶2 and f)."""

    NO_DATA = "no_data", _("No data")
    NONE = "none", _("No significant weakness")
    LOW = "low", _("Low")
    MEDIUM = "medium", _("Medium")
    HIGH = "high", _("High")


class Section(models.TextChoices):
    """Parts of what one body says of one country. Each is saved, and has its version, by itself."""

    TARGETS = "targets", _("High-value targets")
    REQUESTS = "requests", _("Requests for cooperation")
    AML = "aml", _("Weaknesses used to launder money")
    ELEMENTS = "elements", _("Elements to be taken into account")
    NEEDS = "needs", _("Needs and wished measures")


SECTION_FIGURES = {
    Section.TARGETS: (FigureKey.HVT_EXTRADITION, FigureKey.HVT_MLA, FigureKey.HVT_CONFISCATION),
    Section.REQUESTS: (
        FigureKey.REQUESTS_SENT,
        FigureKey.REQUESTS_ANSWERED,
        FigureKey.REQUESTS_REFUSED,
        FigureKey.MEDIAN_DAYS,
    ),
}
"""Which numbers stand in which section."""


class Measure(models.TextChoices):
    """The toolkit of the Conclusions (¶4-8)."""

    EXCHANGES = "exchanges", _("Exchanges of experience and best practices between experts (paragraph 4)")
    SHARED_PRACTICE = (
        "shared_practice",
        _("Sharing of experiences by those present in the country (paragraph 5)"),
    )
    JOINT_APPROACH = (
        "joint_approach",
        _("Joint approaches to communication with its authorities (paragraph 5)"),
    )
    LIAISON_PROSECUTOR = (
        "liaison_prosecutor",
        _("Secondment of a liaison prosecutor of the country at Eurojust (paragraph 6)"),
    )
    LIAISON_MAGISTRATE = (
        "liaison_magistrate",
        _("Secondment of a Eurojust liaison magistrate to the country (paragraph 6)"),
    )
    EUROJUST_AGREEMENT = "eurojust_agreement", _("Agreement on cooperation with Eurojust (paragraph 6)")
    INTERNATIONAL_AGREEMENT = (
        "international_agreement",
        _("International agreement as a legal basis (paragraph 7)"),
    )
    ACCESSION = "accession", _("Accession to Council of Europe conventions (paragraph 7)")
    BRIEFING = "briefing", _("Briefing package for engagement with the country (paragraph 8a)")
    DIALOGUE = "dialogue", _("Team Europe dialogue (paragraph 8b)")


class Proposal(models.TextChoices):
    """What the assessment proposes for a country."""

    PRIORITY = "priority", _("Proposed as a priority third country")
    WATCH = "watch", _("To be kept under review")
    NOT_PROPOSED = "not_proposed", _("Not proposed")


class Normalisation(models.TextChoices):
    """How the numbers of one criterion are brought onto one scale."""

    SHARE = "share", _("Share of the highest country")
    LOG = "log", _("Logarithm")
    LEVEL = "level", _("Level")


class Direction(models.TextChoices):
    """Whether more of something makes a country more of a priority, or less."""

    HIGHER = "higher", _("Higher values count more")
    LOWER = "lower", _("Lower values count more")


class Surface(models.TextChoices):
    """Where a contribution is read. The log keeps the value; another value is shown as it is."""

    CONTRIBUTION = "contribution", _("Page of the contribution")
    VERSION = "version", _("Page of a submitted version")
    COUNTRY = "country", _("Page of a country in the contribution")
    SUBMIT = "submit", _("Page before submission")
    SCORES = "scores", _("Scores of the round")
    XLSX = "xlsx", _("Spreadsheet")
    CONSOLIDATION = "consolidation", _("Consolidation by country")
    REPORT = "report", _("Report")


class ReportSurface(models.TextChoices):
    """In which form a frozen report is read. Every reading is kept."""

    PAGE = "page", _("Page")
    PDF = "pdf", _("PDF")
    DOCX = "docx", _("Word")
    XLSX = "xlsx", _("Spreadsheet")


class DecisionChangeKind(models.TextChoices):
    """What happened to a recorded decision."""

    RECORDED = "recorded", _("Recorded")
    CORRECTED = "corrected", _("Corrected")
    RELEASED = "released", _("Released")
    WITHDRAWN = "withdrawn", _("Release taken back")
