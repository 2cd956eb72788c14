"""Addresses of the calendar. They are printed on plans and must not change."""

from django.urls import path

from . import views

app_name = "events"
urlpatterns = [
    path("", views.event_list, name="list"),
    path("<int:year>/<int:month>/", views.month, name="month"),
    path("<int:year>/<int:month>/<int:day>/", views.day, name="day"),
    path("<slug:slug>/", views.event, name="event"),
    path("<slug:slug>/<slug:key>/", views.occurrence, name="occurrence"),
]
