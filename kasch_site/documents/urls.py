"""Addresses of documents."""

from django.urls import path

from . import views

app_name = "documents"
urlpatterns = [path("<slug:slug>.pdf", views.pdf, name="pdf")]
