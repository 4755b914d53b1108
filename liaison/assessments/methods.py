"""Scoring methods: the one that is shipped, what a method may consist of, and making a new version of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from liaison.assessments.access import is_assessor
from liaison.assessments.enums import Direction, Normalisation
from liaison.assessments.models import Method
from liaison.assessments.scoring import AML, CEILINGS, KEYS, Criterion, shares

DEFAULT_NAME = "Conclusions 11333/24"
HEAVIEST = 1000


def _criterion(key: str, weight: int, normalisation: str, labels: tuple[str, str], reasons: tuple[str, str],
               direction: str = Direction.HIGHER.value) -> dict[str, Any]:  # fmt: skip
    return {
        "key": key, "label_en": labels[0], "label_fr": labels[1], "weight": weight, "normalisation": normalisation,
        "direction": direction, "ceiling": CEILINGS[key], "reason_en": reasons[0], "reason_fr": reasons[1],
    }  # fmt: skip


_LOG, _SHARE, _LEVEL = (
    str(one.value) for one in (Normalisation.LOG, Normalisation.SHARE, Normalisation.LEVEL)
)
_NOT_COUNTED = (
    "Asked for, but not counted: it shows how busy and how smooth cooperation is, not how much of a threat there is.",
    "Demandé, mais non pris en compte : ce chiffre montre l’intensité et la fluidité de la coopération, "
    "pas l’ampleur de la menace.",
)

DEFAULT_CRITERIA: list[dict[str, Any]] = [
    _criterion(
        "hvt_extradition", 20, _LOG,
        ("High-value targets covered by extradition requests",
         "Cibles de grande importance visées par des demandes d’extradition"),
        ("Named in paragraph 2. Those wanted for extradition stand for the misuse of a country as a safe haven "
         "(paragraph f). The logarithm keeps one country with many from hiding all others.",
         "Cité au paragraphe 2. Les personnes dont l’extradition est demandée témoignent de l’utilisation abusive d’un "
         "pays comme refuge (point f). Le logarithme évite qu’un pays très concerné n’efface tous les autres."),
    ),
    _criterion(
        "hvt_mla", 20, _LOG,
        ("High-value targets covered by requests for mutual legal assistance",
         "Cibles de grande importance visées par des demandes d’entraide judiciaire"),
        ("Named in paragraph 2, with the same weight as extradition: the Conclusions rank neither above the other.",
         "Cité au paragraphe 2, avec le même poids que l’extradition : les conclusions ne les hiérarchisent pas."),
    ),
    _criterion(
        "hvt_confiscation", 20, _LOG,
        ("High-value targets covered by requests with a view to confiscation",
         "Cibles de grande importance visées par des demandes aux fins de confiscation"),
        ("Named in paragraph 2, with the same weight as the two before.",
         "Cité au paragraphe 2, avec le même poids que les deux critères précédents."),
    ),
    _criterion(
        AML, 30, _LEVEL,
        ("Weaknesses that help to launder money or to move assets",
         "Faiblesses facilitant le blanchiment ou le transfert d’avoirs"),
        ("The second of the two criteria that paragraph 2 names. It has half the weight of the three counts together, "
         "because a level is judged, not counted.",
         "Le second des deux critères cités au paragraphe 2. Il pèse moitié moins que les trois nombres réunis, "
         "car un niveau s’apprécie et ne se compte pas."),
    ),
    _criterion(
        "requests_refused", 10, _SHARE,
        ("Requests refused", "Demandes refusées"),
        ("Refusals show where additional efforts would be particularly beneficial (paragraph 2).",
         "Les refus montrent où des efforts supplémentaires seraient particulièrement bénéfiques (paragraphe 2)."),
    ),
    _criterion("requests_sent", 0, _LOG, ("Requests sent", "Demandes envoyées"), _NOT_COUNTED),
    _criterion("requests_answered", 0, _LOG, ("Requests answered", "Demandes ayant reçu une réponse"), _NOT_COUNTED),
    _criterion(
        "median_days", 0, _SHARE,
        ("Median time until the answer, in days", "Délai médian de réponse, en jours"), _NOT_COUNTED,
    ),
]  # fmt: skip
"""The method that is shipped: what ¶2 names, in plain proportions. Assessors make their own version of it."""


def parse_criteria(criteria: Sequence[Mapping[str, Any]]) -> list[Criterion]:
    """A method's criteria. Raises ``ValidationError`` for what is no method."""
    try:
        found = [Criterion.parse(one) for one in criteria]
    except (KeyError, TypeError, ValueError):
        raise ValidationError(_("A criterion lacks its name or its weight.")) from None
    if len({one.key for one in found}) != len(found) or {one.key for one in found} - set(KEYS):
        raise ValidationError(_("Each criterion must be one of the answers that are asked for, once."))
    for one in found:
        if (one.key == AML) != (one.normalisation == Normalisation.LEVEL):
            raise ValidationError(
                _("A level is counted as a level, a number as a share or by its logarithm.")
            )
        if one.normalisation not in Normalisation.values or one.direction not in Direction.values:
            raise ValidationError(_("Choose one of the answers offered."))
        if not 0 <= one.weight <= HEAVIEST or one.ceiling <= 0:
            raise ValidationError(_("A weight goes from 0 to 1000, and what is possible is more than 0."))
    try:
        shares(found)
    except ValueError:
        raise ValidationError(_("At least one criterion needs a weight above 0.")) from None
    return found


def ensure_method() -> Method:
    """The newest method; where there is none at all, the one that is shipped, made now."""
    found = Method.objects.order_by("-at", "-pk").first()
    if found is None:
        found, _made = Method.objects.get_or_create(
            name=DEFAULT_NAME, version=1, defaults={"criteria": DEFAULT_CRITERIA}
        )
    return found


@transaction.atomic
def make_version(*, method: Method, criteria: list[dict[str, Any]], by: Any) -> Method:
    """A new version of a method; what there is stays as it is.

    Raises ``PermissionDenied`` for whoever does not assess, ``ValidationError`` for criteria that are none or that
    the newest version has already.
    """
    if not is_assessor(by):
        raise PermissionDenied
    parse_criteria(criteria)
    family = Method.objects.select_for_update(of=("self",)).filter(name=method.name)
    newest = next(iter(family.order_by("-version")))
    if newest.criteria == criteria:
        raise ValidationError(_("Nothing is different from the newest version."))
    number = family.aggregate(most=Max("version"))["most"] + 1
    return Method.objects.create(name=method.name, version=number, criteria=criteria, made_by=by)


def rows_of(method: Method) -> list[dict[str, Any]]:
    """Every criterion that can be, with what the method says of it; those it leaves out have no weight."""
    said = {one["key"]: dict(one) for one in method.criteria}
    shipped = {one["key"]: one for one in DEFAULT_CRITERIA}
    keys = [*said, *(one["key"] for one in DEFAULT_CRITERIA if one["key"] not in said)]
    return [shipped[key] | {"weight": 0} | said.get(key, {}) for key in keys]
