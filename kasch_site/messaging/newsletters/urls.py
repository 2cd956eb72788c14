"""URLs of newsletters. They are part of sent mails and must not change."""

from django.urls import path

from . import views

app_name = "newsletters"
urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("unterwegs/", views.requested, name="requested"),
    path("abbestellen/", views.request_unsubscribe, name="request_unsubscribe"),
    path("ja/<str:token>/", views.confirm, name="confirm"),
    path("abbestellen/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
