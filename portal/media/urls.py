"""Address of images and their scaled versions (MEDIA_URL)."""

from django.urls import path

from portal.media.serving import serve_file

app_name = "media"

urlpatterns = [path("files/<path:path>", serve_file, name="file")]
