"""Address of "my work"."""

from django.urls import path

from portal.front.views.my import my_work

app_name = "my"

urlpatterns = [path("", my_work, name="work")]
