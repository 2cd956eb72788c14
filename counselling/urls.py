"""URLs of counselling.

URLs with a token are sent by mail and must not change; they do not reveal the topic. Tokens are accepted in any form:
one damaged by a mail program gets the same response as an unknown one.
"""

from django.urls import path

from .web import confirm, details, my_booking, offers, slots, topics, waitlist

app_name = "counselling"
urlpatterns = [
    path("", topics.topics, name="topics"),
    path("mein-termin/", my_booking.enter, name="enter"),
    path("mein-termin/<str:word>/", my_booking.mine, name="mine"),
    path("mein-termin/<str:word>/absagen/", my_booking.leave, name="leave"),
    path("mein-termin/<str:word>/verschieben/", my_booking.move, name="move"),
    path("mein-termin/<str:word>/termin.ics", my_booking.calendar, name="calendar"),
    path("bestaetigen/<str:word>/", confirm.confirm, name="confirm"),
    path("angebot/<str:word>/", offers.offer, name="offer"),
    path("warten/<str:word>/", waitlist.waiting, name="waiting"),
    path("<slug:slug>/", topics.topic, name="topic"),
    path("<slug:slug>/termin/", slots.times, name="times"),
    path("<slug:slug>/termin/<str:word>/", details.details, name="details"),
    path("<slug:slug>/bescheid/", waitlist.wait, name="wait"),
]
