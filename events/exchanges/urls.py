"""Addresses of events, below /events/."""

from __future__ import annotations

from django.urls import path

from events.exchanges.views import event

app_name = "exchanges"

urlpatterns = [
    path("<slug:slug>/", event.event_page, name="event"),
]
