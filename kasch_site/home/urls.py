from django.conf import settings
from django.urls import path

from . import crawlers, views
from .demo_mails import views as demo_mails

app_name = "home"
urlpatterns = [
    path("", views.start, name="start"),
    path("heute/", views.foyer, name="foyer"),
    path("robots.txt", crawlers.robots, name="robots"),
    path("sitemap.xml", crawlers.sitemap, name="sitemap"),
]
if settings.IS_DEMO:
    urlpatterns += [
        path("demo/post/", demo_mails.mail_list, name="demo_mails"),
        path("demo/post/<slug:name>/", demo_mails.mail, name="demo_mail"),
        path("demo/post/<slug:name>/<int:number>/", demo_mails.attachment, name="demo_attachment"),
    ]
