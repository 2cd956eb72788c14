"""URLs of newsletters. They are part of sent mails and must not change."""

from django.urls import path

from . import views

app_name = "newsletters"
urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("unterwegs/", views.asked, name="asked"),
    path("abbestellen/", views.ask_to_leave, name="ask_to_leave"),
    path("ja/<str:word>/", views.confirm, name="confirm"),
    path("abbestellen/<str:word>/", views.leave, name="leave"),
]
