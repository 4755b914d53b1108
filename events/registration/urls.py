"""Addresses of events.registration, below /events/."""

from __future__ import annotations

from django.urls import path

from events.registration.views import calls, imports, invitations, lists, mine, registrations, seats

app_name = "registration"

urlpatterns = [
    path("new/call/", calls.call, name="call"),
    path("approvals/", lists.approvals, name="approvals"),
    path("to/<int:event_id>/", mine.go, name="go"),
    path("<slug:slug>/registration/", mine.mine, name="mine"),
    path("<slug:slug>/participants/", lists.participants, name="participants"),
    path("<slug:slug>/registrations/", registrations.registrations, name="registrations"),
    path("<slug:slug>/registrations/<int:registration_id>/", registrations.registration, name="registration"),
    path("<slug:slug>/seats/", seats.seats, name="seats"),
    path("<slug:slug>/questions/", seats.questions, name="questions"),
    path("<slug:slug>/questions/<int:question_id>/", seats.question, name="question"),
    path("<slug:slug>/invitations/", invitations.invitations, name="invitations"),
    path("<slug:slug>/invitations/people/", invitations.people, name="people"),
    path("<slug:slug>/invitations/import/", imports.import_index, name="imports"),
    path("<slug:slug>/invitations/import/<int:import_id>/", imports.import_page, name="import"),
]
