from django.urls import path

from .web import views

app_name = "inquiries"
urlpatterns = [
    path("raum/", views.ask_for_room, name="ask_for_room"),
    path("raum/danke/", views.room_asked, name="room_asked"),
    path("mitmachen/", views.offer_help, name="offer_help"),
    path("mitmachen/danke/", views.help_offered, name="help_offered"),
]
