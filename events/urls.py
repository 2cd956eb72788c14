"""URLs of the calendar. They are printed on plans and must not change."""

from django.urls import path

from events.web.registration.pages import register

from .web import atom, calendar, converters, event, feeds, plan  # noqa: F401 - converters defines "two"

app_name = "events"
urlpatterns = [
    path("", calendar.event_list, name="list"),
    path("<int:year>/<two:month>/", calendar.month, name="month"),
    path("<int:year>/<two:month>/<two:day>/", calendar.day, name="day"),
    path("<int:year>/<two:month>/plan.pdf", plan.month_plan, name="plan"),
    path("kalender.ics", feeds.calendar, name="calendar"),
    path("neues.atom", atom.whats_new, name="whats_new"),
    path("abonnieren/", feeds.subscribe, name="subscribe"),
    path("<slug:slug>/kalender.ics", feeds.event_calendar, name="event_calendar"),
    path("<slug:slug>/<slug:key>/kalender.ics", feeds.date_calendar, name="date_calendar"),
    path("<slug:slug>/", event.event, name="event"),
    path("<slug:slug>/<slug:key>/", event.occurrence, name="occurrence"),
    path("<slug:slug>/<slug:key>/anmelden/", register, name="register"),
]
