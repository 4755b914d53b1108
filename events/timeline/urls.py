"""Address of a country's timeline: /countries/<code>/timeline/, before the pages of the tree."""

from __future__ import annotations

from django.urls import path

from events.timeline import views

app_name = "timeline"

urlpatterns = [path("<slug:slug>/timeline/", views.country, name="country")]
