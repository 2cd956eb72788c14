"""Addresses of sign-ups; the form itself stands below the address of its date (events/urls.py).

They stand in mails and must not change. A word is taken whatever is in it: one that was torn apart by a mail program
gets the same answer as one that nobody knows.
"""

from django.urls import path

from . import registration

app_name = "registration"
urlpatterns = [
    path("", registration.enter, name="enter"),
    path("<str:word>/", registration.mine, name="mine"),
    path("<str:word>/abmelden/", registration.leave, name="leave"),
]
