"""Addresses of files: documents, in place of Wagtail's own view, and images with their scaled versions."""

from django.urls import path, re_path

from portal.media.serving import serve_document, serve_file

app_name = "media"

urlpatterns = [
    re_path(r"^documents/([0-9]+)/([^/]*)$", serve_document, name="document"),
    path("files/<path:path>", serve_file, name="file"),
]
