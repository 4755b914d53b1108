"""Addresses of events.dialogues, below /dialogues/. Slugs of dialogues end in random letters: none is called "new"."""

from __future__ import annotations

from django.urls import path

from events.dialogues.views import approaches, commitments, dialogue, editing, inside, lists, papers, steps

app_name = "dialogues"

urlpatterns = [
    path("", lists.index, name="index"),
    path("new/", editing.add, name="add"),
    path("commitments/", lists.commitments, name="commitments"),
    path("commitments/<slug:key>/", commitments.commitment, name="commitment"),
    path("commitments/<slug:key>/edit/", commitments.change, name="commitment_edit"),
    path("commitments/<slug:key>/report/", commitments.report, name="report"),
    path("commitments/<slug:key>/evidence/", commitments.evidence, name="evidence"),
    path("approaches/new/", approaches.add, name="approach_add"),
    path("approaches/<slug:key>/", approaches.approach, name="approach"),
    path("approaches/<slug:key>/edit/", approaches.edit, name="approach_edit"),
    path("<slug:slug>/", dialogue.dialogue_page, name="dialogue"),
    path("<slug:slug>/print/", dialogue.printed, name="print"),
    path("<slug:slug>/organise/", dialogue.organise, name="organise"),
    path("<slug:slug>/edit/", editing.edit, name="edit"),
    path("<slug:slug>/line/", editing.line, name="line"),
    path("<slug:slug>/step/", steps.step, name="step"),
    path("<slug:slug>/organisers/", steps.organisers, name="organisers"),
    path("<slug:slug>/checklist/", steps.checklist, name="checklist"),
    path("<slug:slug>/delegations/", inside.delegations, name="delegations"),
    path("<slug:slug>/delegations/<int:pk>/", inside.person, name="person"),
    path("<slug:slug>/agenda/", inside.agenda, name="agenda"),
    path("<slug:slug>/agenda/new/", inside.new_item, name="new_item"),
    path("<slug:slug>/agenda/<int:pk>/", inside.item, name="item"),
    path("<slug:slug>/papers/new/", papers.add, name="paper_add"),
    path("<slug:slug>/papers/<int:pk>/", papers.download, name="paper"),
    path("<slug:slug>/papers/<int:pk>/remove/", papers.remove, name="paper_remove"),
    path("<slug:slug>/meeting/", commitments.meeting, name="meeting"),
    path("<slug:slug>/meeting/<slug:key>/", commitments.review, name="review"),
]
