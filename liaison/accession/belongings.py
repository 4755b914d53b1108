"""Items that the holder of a post looks after go to the successor with the post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from liaison.accession.actions import record_handover
from liaison.accession.models import Accession
from liaison.directory.belongings import Belongings, Posting, Thing, register_belongings
from portal.people.models import User


class AccessionItems(Belongings):
    """Accession items about the countries of the post."""

    name = "accession"

    @property
    def label(self) -> str:
        return _("Accessions looked after")

    def find(self, posting: Posting) -> list[int]:
        return list(self._of(posting).order_by("pk").values_list("pk", flat=True))

    def hold(self, posting: Posting) -> None:
        list(self._of(posting).select_for_update(of=("self",)).order_by("pk").values_list("pk"))

    def move(self, posting: Posting, ids: Sequence[Any], receiver: User) -> None:
        for item in Accession.objects.filter(pk__in=ids, owner=posting.holder).order_by("pk"):
            item.owner = receiver
            item.version += 1
            item.save()
            record_handover(item, receiver)

    def visible(self, viewer: Any, ids: Sequence[Any]) -> list[Thing]:
        items = Accession.objects.visible_to(viewer).filter(pk__in=ids).order_by("pk")
        return [
            Thing(item.label(), item.get_absolute_url())
            for item in items.select_related("country", "instrument")
        ]

    def _of(self, posting: Posting) -> Any:
        return Accession.objects.filter(owner=posting.holder, country__in=posting.countries).exclude(
            owner=None
        )


def register() -> None:
    """Let items move with a post. Called when the app is ready."""
    register_belongings(AccessionItems())
