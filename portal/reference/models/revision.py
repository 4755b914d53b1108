"""One stamp that changes whenever reference data does, so that what is kept in memory can be trusted."""

from __future__ import annotations

from django.db import models


class Revision(models.Model):
    """A single row. The stamp is random: after a rollback an old stamp still stands for the old data."""

    stamp = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.stamp
