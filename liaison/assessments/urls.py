"""Addresses of the assessment rounds. Bodies and countries stand in them by code, in lower case."""

from __future__ import annotations

from django.urls import path

from liaison.assessments.views import contributions, progress, rounds, submission

app_name = "assessments"

CONTRIBUTION = "<slug:slug>/contributions/<slug:body>/"

urlpatterns = [
    path("", rounds.index, name="index"),
    path("new/", rounds.new, name="new"),
    path("<slug:slug>/", rounds.round_page, name="round"),
    path("<slug:slug>/edit/", rounds.edit, name="edit"),
    path("<slug:slug>/step/", rounds.step, name="step"),
    path("<slug:slug>/progress/", progress.board, name="progress"),
    path("<slug:slug>/progress/remind/", progress.send, name="remind"),
    path(CONTRIBUTION, contributions.overview, name="contribution"),
    path(CONTRIBUTION + "submit/", submission.hand_in, name="submit"),
    path(CONTRIBUTION + "reopen/", submission.open_again, name="reopen"),
    path(CONTRIBUTION + "reads/", submission.reads, name="reads"),
    path(CONTRIBUTION + "versions/<int:number>/", submission.version, name="version"),
    path(CONTRIBUTION + "countries/<slug:code>/", contributions.country, name="country"),
    path(CONTRIBUTION + "countries/<slug:code>/save/", contributions.save, name="save"),
    path(CONTRIBUTION + "countries/<slug:code>/no-data/", contributions.no_data, name="no_data"),
]
