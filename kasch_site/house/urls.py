"""URLs of the contact page and of the colour stylesheet."""

from django.urls import path

from .web import views

app_name = "house"
urlpatterns = [
    path("farben-<str:digest>.css", views.colours, name="colours"),
    path("kontakt/", views.contact, name="contact"),
]
