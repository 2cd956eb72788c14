"""Addresses of sign-ups; the form itself stands below the address of its date (events/urls.py)."""

from django.urls import path

from . import views

app_name = "signup"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("<slug:word>/", views.mine, name="mine"),
]
