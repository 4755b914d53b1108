"""Addresses of the liaison directory."""

from __future__ import annotations

from django.urls import path

from liaison.directory import views, views_edit, views_export, views_handover, views_verify

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
    path("posts/<int:pk>/verify/", views_verify.verify_post, name="verify_post"),
    path("authorities/<int:pk>/verify/", views_verify.verify_authority, name="verify_authority"),
    path("confirm/<str:token>/", views_verify.confirm, name="confirm"),
    path("posts/<int:pk>/handover/", views_handover.handover, name="handover"),
    path("handovers/<uuid:pk>/", views_handover.handover_record, name="handover_record"),
    path("posts/<int:pk>/card.vcf", views_export.post_vcf, name="post_vcf"),
    path("authorities/<int:pk>/card.vcf", views_export.authority_vcf, name="authority_vcf"),
    path("export.vcf", views_export.export_vcf, name="export_vcf"),
    path("export.xlsx", views_export.export_xlsx, name="export_xlsx"),
]
