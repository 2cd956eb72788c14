"""Addresses of the calendar. They are printed on plans and must not change."""

from django.urls import path, register_converter
from django.urls.converters import IntConverter

from . import atom, feeds, views
from .signup.views import sign_up


class TwoDigits(IntConverter):
    """A month or a day: always written "03"; a typed "3" is understood and led there."""

    def to_url(self, value):
        return f"{int(value):02}"


register_converter(TwoDigits, "two")

app_name = "events"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("<int:year>/<two:month>/", views.month, name="month"),
    path("<int:year>/<two:month>/<two:day>/", views.day, name="day"),
    path("<int:year>/<two:month>/plan.pdf", views.month_plan, name="plan"),
    path("kalender.ics", feeds.calendar, name="calendar"),
    path("neues.atom", atom.whats_new, name="whats_new"),
    path("abonnieren/", feeds.subscribe, name="subscribe"),
    path("<slug:slug>/kalender.ics", feeds.event_calendar, name="event_calendar"),
    path("<slug:slug>/<slug:key>/kalender.ics", feeds.date_calendar, name="date_calendar"),
    path("<slug:slug>/", views.event, name="event"),
    path("<slug:slug>/<slug:key>/", views.occurrence, name="occurrence"),
    path("<slug:slug>/<slug:key>/anmelden/", sign_up, name="sign_up"),
]
