"""URLs of counselling.

URLs with a token are sent by mail and must not change; they do not reveal the topic. Tokens are accepted in any form:
one damaged by a mail program gets the same response as an unknown one.
"""

from django.urls import path

from .web import confirm, details, my_booking, offers, slots, topics, waitlist

app_name = "counselling"
urlpatterns = [
    path("", topics.topics, name="topics"),
    path("mein-termin/", my_booking.look_up, name="lookup"),
    path("mein-termin/<str:token>/", my_booking.my_booking, name="my_booking"),
    path("mein-termin/<str:token>/absagen/", my_booking.cancel, name="cancel"),
    path("mein-termin/<str:token>/verschieben/", my_booking.move, name="move"),
    path("mein-termin/<str:token>/termin.ics", my_booking.calendar, name="calendar"),
    path("bestaetigen/<str:token>/", confirm.confirm, name="confirm"),
    path("angebot/<str:token>/", offers.offer, name="offer"),
    path("warten/<str:token>/", waitlist.waitlist_entry, name="waitlist_entry"),
    path("warten/<str:token>/bestaetigen/", confirm.confirm_entry, name="confirm_entry"),
    path("<slug:slug>/", topics.topic, name="topic"),
    path("<slug:slug>/termin/", slots.times, name="times"),
    path("<slug:slug>/termin/<str:token>/", details.details, name="details"),
    path("<slug:slug>/bescheid/", waitlist.wait, name="wait"),
]
