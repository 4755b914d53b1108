"""What comes out of an exchange: minutes, conclusions, action points, the evaluation."""

from events.outcomes.models.evaluation import Evaluation, EvaluationAnswer, EvaluationPerson
from events.outcomes.models.points import ActionPoint, PointReminder
from events.outcomes.models.texts import Conclusion, Minutes, OutcomeChange, PracticeOrigin

__all__ = [
    "ActionPoint",
    "Conclusion",
    "Evaluation",
    "EvaluationAnswer",
    "EvaluationPerson",
    "Minutes",
    "OutcomeChange",
    "PointReminder",
    "PracticeOrigin",
]
