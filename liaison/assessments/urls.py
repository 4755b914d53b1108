"""Addresses of the assessment rounds. Bodies and countries stand in them by code, in lower case."""

from __future__ import annotations

from django.urls import path

from liaison.assessments.views import (
    consolidation,
    contributions,
    decisions,
    drafts,
    progress,
    report_files,
    reports,
    rounds,
    scores,
    spreadsheet,
    submission,
    transmission,
)

app_name = "assessments"

CONTRIBUTION = "<slug:slug>/contributions/<slug:body>/"

urlpatterns = [
    path("", rounds.index, name="index"),
    path("new/", rounds.new, name="new"),
    path("methods/", scores.methods, name="methods"),
    path("methods/<int:pk>/new/", scores.new_version, name="new_method"),
    path("reports/<int:pk>/", transmission.short, name="report_link"),
    path("<slug:slug>/", rounds.round_page, name="round"),
    path("<slug:slug>/edit/", rounds.edit, name="edit"),
    path("<slug:slug>/step/", rounds.step, name="step"),
    path("<slug:slug>/progress/", progress.board, name="progress"),
    path("<slug:slug>/progress/remind/", progress.send, name="remind"),
    path("<slug:slug>/scores/", scores.scores, name="scores"),
    path("<slug:slug>/scores/<slug:code>/", scores.score, name="score"),
    path("<slug:slug>/assessment/", consolidation.board, name="consolidation"),
    path("<slug:slug>/assessment/<slug:code>/", consolidation.country, name="assess"),
    path("<slug:slug>/assessment/<slug:code>/save/", consolidation.save, name="assess_save"),
    path("<slug:slug>/draft/", drafts.draft, name="draft"),
    path("<slug:slug>/draft/comment/", drafts.comment, name="comment"),
    path("<slug:slug>/draft/comments/<int:pk>/answer/", drafts.answer, name="answer"),
    path("<slug:slug>/draft/freeze/", drafts.freeze_draft, name="freeze"),
    path("<slug:slug>/reports/", reports.reports, name="reports"),
    path("<slug:slug>/reports/<int:number>/", reports.report, name="report"),
    path(
        "<slug:slug>/reports/<int:number>/report.<str:ending>", report_files.report_file, name="report_file"
    ),
    path("<slug:slug>/reports/<int:number>/transmission/", transmission.transmission, name="transmission"),
    path("<slug:slug>/decision/", decisions.decision, name="decision"),
    path("<slug:slug>/decision/release/", decisions.release, name="release"),
    path(CONTRIBUTION, contributions.overview, name="contribution"),
    path(CONTRIBUTION + "submit/", submission.hand_in, name="submit"),
    path(CONTRIBUTION + "reopen/", submission.open_again, name="reopen"),
    path(CONTRIBUTION + "reads/", submission.reads, name="reads"),
    path(CONTRIBUTION + "template.xlsx", spreadsheet.template, name="template"),
    path(CONTRIBUTION + "upload/", spreadsheet.upload, name="upload"),
    path(CONTRIBUTION + "upload/confirm/", spreadsheet.confirm, name="upload_confirm"),
    path(CONTRIBUTION + "versions/<int:number>/", submission.version, name="version"),
    path(CONTRIBUTION + "countries/<slug:code>/", contributions.country, name="country"),
    path(CONTRIBUTION + "countries/<slug:code>/save/", contributions.save, name="save"),
    path(CONTRIBUTION + "countries/<slug:code>/no-data/", contributions.no_data, name="no_data"),
]
