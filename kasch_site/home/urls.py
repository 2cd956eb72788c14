from django.conf import settings
from django.urls import path

from . import crawlers, views
from .demo_post import views as demo_post

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("heute/", views.foyer, name="foyer"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
]
if settings.IS_DEMO:
    urlpatterns += [
        path("demo/post/", demo_post.post, name="demo_post"),
        path("demo/post/<slug:name>/", demo_post.mail, name="demo_mail"),
        path("demo/post/<slug:name>/<int:number>/", demo_post.attachment, name="demo_attachment"),
    ]
