"""Addresses of what is kept of forms."""

from django.urls import path

from portal.keeping import views

app_name = "keeping"

urlpatterns = [
    path("save/", views.save, name="save"),
    path("forget/", views.forget, name="forget"),
]
