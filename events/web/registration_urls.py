"""URLs of registrations; that of the form extends the URL of its date (events/urls.py).

They are sent in mails and must not change. Any string is accepted as a token: one truncated by a mail client gets the
same response as an unknown one.
"""

from django.urls import path

from . import registration

app_name = "registration"
urlpatterns = [
    path("", registration.enter, name="enter"),
    path("<str:word>/", registration.mine, name="mine"),
    path("<str:word>/abmelden/", registration.leave, name="leave"),
]
