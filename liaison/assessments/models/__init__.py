"""Records of the assessment rounds (11333/24, ¶f, 2 and 3).

Nothing here decides who may read: ``liaison.assessments.access`` does. Counts and ranges only; never a name.
"""

from liaison.assessments.models.contributions import (
    Contribution,
    ContributionEvent,
    ContributionVersion,
    CountryFigures,
    ReadLog,
    SectionChange,
)
from liaison.assessments.models.reports import (
    Comment,
    Decision,
    DecisionChange,
    Narrative,
    NarrativeChange,
    PriorityCountry,
    Report,
)
from liaison.assessments.models.rounds import Method, Reminder, Round, RoundChange, RoundStep
from liaison.assessments.models.transmission import Notice, ReportRead, Transmission
