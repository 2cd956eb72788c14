from django.urls import path

from . import crawlers, views

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("heute/", views.foyer, name="foyer"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
]
