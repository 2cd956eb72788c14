"""Addresses of the counselling."""

from django.urls import path

from . import views

app_name = "counselling"
urlpatterns = [
    path("", views.topics, name="topics"),
    path("<slug:slug>/", views.topic, name="topic"),
]
