"""URLs of the doll hospital."""

from django.urls import path

from . import views

app_name = "example_section"
urlpatterns = [
    path("", views.request_repair, name="request"),
    path("meine/", views.look_up, name="look_up"),
    path("meine/<str:token>/", views.my_repair, name="own"),
    path("meine/<str:token>/tag/", views.change, name="change"),
    path("meine/<str:token>/absagen/", views.cancel, name="cancel"),
]
