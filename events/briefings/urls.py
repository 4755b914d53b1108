"""Addresses below /briefings/. Slugs end in random letters, so that no briefing is called "new" or "figures"."""

from __future__ import annotations

from django.urls import path

from events.briefings.views import briefing, entries, figures, lists, refreshing

app_name = "briefings"

urlpatterns = [
    path("", lists.index, name="index"),
    path("new/", lists.add, name="add"),
    path("figures/", figures.index, name="figures"),
    path("figures/<int:pk>/", figures.release, name="release"),
    path("<slug:slug>/", briefing.page, name="briefing"),
    path("<slug:slug>/compose/", briefing.compose, name="compose"),
    path("<slug:slug>/settings/", briefing.settings, name="settings"),
    path("<slug:slug>/editors/", briefing.editors, name="editors"),
    path("<slug:slug>/history/", briefing.history, name="history"),
    path("<slug:slug>/move/", briefing.move, name="move"),
    path("<slug:slug>/refresh/", refreshing.refreshing, name="refresh"),
    path("<slug:slug>/sections/<int:pk>/", entries.section, name="section"),
    path("<slug:slug>/sections/<int:pk>/add/", entries.add, name="add_entry"),
    path("<slug:slug>/entries/<int:pk>/", entries.entry, name="entry"),
]
