from django.urls import path

from .web import views

app_name = "inquiries"
urlpatterns = [
    path("raum/", views.request_room, name="request_room"),
    path("raum/danke/", views.room_requested, name="room_requested"),
    path("mitmachen/", views.offer_help, name="offer_help"),
    path("mitmachen/danke/", views.help_offered, name="help_offered"),
]
