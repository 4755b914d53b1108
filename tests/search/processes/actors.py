"""People who write, each a forked process: publishing, editing, withdrawing, narrowing, moving, deleting."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import DatabaseError, transaction

from portal.pages.models import CountryPage
from practices.models import PracticePage
from tests.factories import make_practice

LONGEST_THOUGHT = 0.02
"""Seconds a writer keeps a transaction open at most."""


class Writer:
    """Does one random thing at a time to pages that others change as well."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.name = f"writer {seed}"
        self.acts = 0

    def act(self) -> None:
        """One change in one transaction. A page that somebody else deleted or moved meanwhile is left alone."""
        self.acts += 1
        chosen = self.random.choice(
            [self.edit, self.edit, self.edit, self.publish, self.withdraw, self.narrow]
        )
        self._try(chosen)

    def reshape(self) -> None:
        """One change of the tree. One writer only: Wagtail's tree is not made for several at once."""
        self.acts += 1
        self._try(self.random.choice([self.edit, self.move, self.delete, self.add, self.narrow_dossier]))

    def _try(self, act: Callable[[], None]) -> None:
        try:
            with transaction.atomic():
                act()
                time.sleep(self.random.random() * LONGEST_THOUGHT)
        except (ObjectDoesNotExist, DatabaseError):
            pass  # the page, or a revision it was to show, is gone: rolled back as a whole
        except ValidationError as error:
            if "live_revision" not in error.message_dict:  # the same, seen by the page's own checks
                raise

    def _page(self) -> PracticePage:
        ids = list(PracticePage.objects.values_list("pk", flat=True))
        if not ids:
            raise PracticePage.DoesNotExist
        return PracticePage.objects.get(pk=self.random.choice(ids))

    def edit(self) -> None:
        page = self._page()
        page.title = f"{self.name}, change {self.acts}"
        page.save()

    def publish(self) -> None:
        page = self._page()
        page.title = f"{self.name}, published {self.acts}"
        page.save_revision().publish()

    def withdraw(self) -> None:
        self._page().unpublish()

    def narrow(self) -> None:
        page = self._page()
        page.audience, page.tlp = self.random.choice([("public", "CLEAR"), ("members", "GREEN")])
        page.save()

    def narrow_dossier(self) -> None:
        dossier = self.random.choice(list(CountryPage.objects.filter(country_id__in=["MA", "TN"])))
        dossier.audience = self.random.choice(["public", "members"])
        dossier.save()

    def move(self) -> None:
        dossier = self.random.choice(list(CountryPage.objects.filter(country_id__in=["MA", "TN", "UA"])))
        self._page().move(dossier, pos="last-child")

    def delete(self) -> None:
        if PracticePage.objects.count() > 8:
            self._page().delete()

    def add(self) -> None:
        dossier = self.random.choice(list(CountryPage.objects.filter(country_id__in=["MA", "TN"])))
        make_practice(dossier, title=f"{self.name}, new {self.acts}")
