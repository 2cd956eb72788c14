"""Addresses of sign-ups; the form itself stands below the address of its date (events/urls.py).

They stand in mails and must not change. A word is taken whatever is in it: one that was torn apart by a mail program
gets the same answer as one that nobody knows.
"""

from django.urls import path

from . import views

app_name = "signup"
urlpatterns = [
    path("", views.enter, name="enter"),
    path("<str:word>/", views.mine, name="mine"),
    path("<str:word>/abmelden/", views.leave, name="leave"),
]
