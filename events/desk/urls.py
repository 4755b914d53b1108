"""Addresses of events.desk, below /events/."""

from __future__ import annotations

from django.urls import path, re_path

from events.desk import views

app_name = "desk"

urlpatterns = [
    path("messages/<int:message_id>/", views.message, name="message"),
    path("<slug:slug>/desk/", views.desk, name="desk"),
    re_path(r"^(?P<slug>[-\w]+)/desk/(?P<kind>[a-z]+)\.(?P<ending>xlsx|pdf)$", views.take_list, name="list"),
    path("<slug:slug>/desk/write/", views.write, name="write"),
    path("<slug:slug>/messages/", views.inbox, name="inbox"),
]
