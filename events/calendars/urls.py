"""Addresses of events.calendars, below /events/."""

from __future__ import annotations

from django.urls import path

from events.calendars.views import files, mine

app_name = "calendars"

urlpatterns = [
    path("calendar.ics", files.visible_file, name="visible"),
    path("feed/<str:secret>.ics", files.feed_file, name="feed"),
    path("my-calendar/", mine.my_calendar, name="mine"),
    path("my-calendar/address/", mine.make_address, name="make"),
    path("my-calendar/scope/", mine.change_scope, name="scope"),
    path("my-calendar/end/", mine.end_address, name="end"),
    path("my-calendar/mails/", mine.choose_mails, name="mails"),
    path("<slug:slug>/event.ics", files.event_file, name="event"),
    path("<slug:slug>/sessions/<int:pk>.ics", files.session_file, name="session"),
]
