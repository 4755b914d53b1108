"""Addresses of the front door that are no pages of the tree."""

from django.urls import path

from portal.front.views import instruments

app_name = "front"

urlpatterns = [
    path("instruments/", instruments.instrument_index, name="instruments"),
    path("instruments/<slug:slug>/", instruments.instrument_page, name="instrument"),
]
