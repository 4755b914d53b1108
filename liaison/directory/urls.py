"""Addresses of the liaison directory."""

from __future__ import annotations

from django.urls import path

from liaison.directory import views, views_edit

app_name = "directory"
urlpatterns = [
    path("", views.directory, name="directory"),
    path("posts/<int:pk>/", views.post, name="post"),
    path("authorities/<int:pk>/", views.authority, name="authority"),
    path("posts/add/", views_edit.add_post, name="add_post"),
    path("authorities/add/", views_edit.add_authority, name="add_authority"),
    path("posts/<int:pk>/edit/", views_edit.edit_post, name="edit_post"),
    path("authorities/<int:pk>/edit/", views_edit.edit_authority, name="edit_authority"),
    path("posts/<int:pk>/contacts/add/", views_edit.add_post_contact, name="add_post_contact"),
    path(
        "authorities/<int:pk>/contacts/add/", views_edit.add_authority_contact, name="add_authority_contact"
    ),
    path("contacts/<int:pk>/", views_edit.edit_contact, name="edit_contact"),
    path("contacts/<int:pk>/remove/", views_edit.remove, name="remove_contact"),
]
