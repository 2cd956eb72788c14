"""Addresses of the counselling.

Those with a word stand in mails and must not change; they tell nothing of the topic. A word is taken whatever is in
it: one that was torn apart by a mail program gets the same answer as one that nobody knows.
"""

from django.urls import path

from . import views

app_name = "counselling"
urlpatterns = [
    path("", views.topics, name="topics"),
    path("mein-termin/", views.enter, name="enter"),
    path("mein-termin/<str:word>/", views.mine, name="mine"),
    path("mein-termin/<str:word>/absagen/", views.leave, name="leave"),
    path("mein-termin/<str:word>/verschieben/", views.move, name="move"),
    path("mein-termin/<str:word>/termin.ics", views.calendar, name="calendar"),
    path("bestaetigen/<str:word>/", views.confirm, name="confirm"),
    path("angebot/<str:word>/", views.offer, name="offer"),
    path("warten/<str:word>/", views.waiting, name="waiting"),
    path("<slug:slug>/", views.topic, name="topic"),
    path("<slug:slug>/termin/", views.times, name="times"),
    path("<slug:slug>/termin/<str:word>/", views.details, name="details"),
    path("<slug:slug>/bescheid/", views.wait, name="wait"),
]
