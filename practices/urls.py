"""Addresses of writing and reviewing, below /practices/."""

from django.urls import path

from practices.views import review, share, share_api

app_name = "practices"

urlpatterns = [
    path("share/", share.share, name="share"),
    path("share/page/<int:page_id>/", share.share_page, name="share_page"),
    path("share/<uuid:draft_id>/", share.share_draft, name="share_draft"),
    path("share/<uuid:draft_id>/save/", share_api.save, name="share_save"),
    path("share/<uuid:draft_id>/files/", share_api.add_file, name="share_add_file"),
    path("share/<uuid:draft_id>/files/<int:file_id>/remove/", share_api.drop_file, name="share_drop_file"),
    path("review/<int:page_id>/", review.review, name="review"),
]
