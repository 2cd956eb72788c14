"""URLs of registrations; that of the form extends the URL of its date (events/urls.py).

They are sent in mails and must not change. Any string is accepted as a token: one truncated by a mail client gets the
same response as an unknown one.
"""

from django.urls import path

from . import registration

app_name = "registration"
urlpatterns = [
    path("", registration.look_up, name="lookup"),
    path("<str:token>/", registration.my_registration, name="my_registration"),
    path("<str:token>/abmelden/", registration.cancel, name="cancel"),
]
