"""URLs of registrations; that of the form extends the URL of its date (events/urls.py).

They are sent in mails and must not change. Any string is accepted as a token: one truncated by a mail client gets the
same response as an unknown one.
"""

from django.urls import path

from . import pages

app_name = "registration"
urlpatterns = [
    path("", pages.look_up, name="lookup"),
    path("<str:token>/", pages.my_registration, name="my_registration"),
    path("<str:token>/abmelden/", pages.cancel, name="cancel"),
]
