"""Addresses of events.outcomes, below /events/."""

from __future__ import annotations

from django.urls import path

from events.outcomes.views import conclusions, evaluation, outcome, points

app_name = "outcomes"

OUTCOME = "<slug:slug>/outcome/"

urlpatterns = [
    path(OUTCOME, outcome.outcome, name="outcome"),
    path(OUTCOME + "minutes/", outcome.minutes, name="minutes"),
    path(OUTCOME + "history/", outcome.history, name="history"),
    path(OUTCOME + "conclusions/new/", conclusions.new, name="new_conclusion"),
    path(OUTCOME + "conclusions/<int:pk>/", conclusions.edit, name="conclusion"),
    path(OUTCOME + "conclusions/<int:pk>/remove/", conclusions.remove_it, name="remove_conclusion"),
    path(OUTCOME + "conclusions/<int:pk>/practice/", conclusions.to_practice, name="practice"),
    path(OUTCOME + "actions/new/", points.new, name="new_point"),
    path(OUTCOME + "actions/<int:pk>/", points.edit, name="point"),
    path(OUTCOME + "actions/<int:pk>/remove/", points.remove_it, name="remove_point"),
    path(OUTCOME + "actions/<int:pk>/report/", points.report, name="report"),
    path("<slug:slug>/evaluation/", evaluation.evaluation, name="evaluation"),
    path("<slug:slug>/evaluation/open/", evaluation.open_it, name="open_evaluation"),
    path("<slug:slug>/evaluation/close/", evaluation.close_it, name="close_evaluation"),
]
