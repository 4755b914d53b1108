"""Topics: measures of cooperation, forms of crime, networks and other themes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel

from portal.reference import cldr
from portal.reference.enums import TopicGroup


class TopicQuerySet(models.QuerySet["Topic"]):
    """Topics by group."""

    def measures(self) -> TopicQuerySet:
        """The measures of cooperation only."""
        return self.filter(group=TopicGroup.MEASURE)


class Topic(ClusterableModel):
    """What something is about. The slug is the code used in addresses, indexes and data files."""

    slug = models.SlugField(_("code"), max_length=60, primary_key=True)
    group = models.CharField(_("group"), max_length=10, choices=TopicGroup.choices)
    order = models.PositiveSmallIntegerField(_("order"), default=1000)
    name_en = models.CharField(_("name in English"), max_length=120)
    name_fr = models.CharField(_("name in French"), max_length=120)
    description_en = models.TextField(_("description in English"), blank=True)
    description_fr = models.TextField(_("description in French"), blank=True)
    themes = models.CharField(
        _("words of the data files"),
        max_length=200,
        blank=True,
        help_text=_(
            "Words that stand for this topic in the files of reference data, separated by semicolons."
        ),
    )
    source = models.CharField(_("source"), max_length=200, blank=True)
    is_local = models.BooleanField(
        _("changed here"),
        default=False,
        help_text=_("Loading the reference data again leaves this record alone."),
    )

    objects = TopicQuerySet.as_manager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["order", "slug"]

    def __str__(self) -> str:
        return self.name()

    @property
    def code(self) -> str:
        """The slug, under the name that countries and instruments use."""
        return self.slug

    def name(self, language: str | None = None) -> str:
        """The topic's name: French for French readers, otherwise English."""
        return self.name_fr if (language or cldr.active_language()).startswith("fr") else self.name_en

    def description(self, language: str | None = None) -> str:
        """What the topic covers: French for French readers where there is one, otherwise English."""
        french = (language or cldr.active_language()).startswith("fr")
        return (self.description_fr if french else "") or self.description_en


class TopicTerm(models.Model):
    """A word that stands for a topic in a query. Terms that are uncertain are kept but not used."""

    topic = ParentalKey(Topic, verbose_name=_("topic"), related_name="terms", on_delete=models.CASCADE)
    language = models.CharField(_("language"), max_length=10)
    text = models.CharField(_("term"), max_length=120)
    source = models.CharField(_("source"), max_length=200)
    is_used = models.BooleanField(_("used to expand queries"), default=True)

    class Meta:
        verbose_name = _("term of a topic")
        verbose_name_plural = _("terms of topics")
        ordering = ["topic", "language", "text"]
        constraints = [
            models.UniqueConstraint(fields=["topic", "language", "text"], name="topic_term_unique")
        ]

    def __str__(self) -> str:
        return self.text
