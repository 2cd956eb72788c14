"""URLs of the newspaper. Those of issues, pages and articles are linked from elsewhere and must not change."""

from django.urls import path

from .web import archive, issues, terms

app_name = "newspaper"
urlpatterns = [
    path("", archive.archive, name="archive"),
    path("<int:year>/<int:number>/", issues.issue, name="issue"),
    path("<int:year>/<int:number>/seite/<int:page>/", issues.page, name="page"),
    path("artikel/<int:pk>/", issues.article, name="article"),
    path("rubrik/<slug:slug>/", terms.column, name="column"),
    path("thema/<slug:slug>/", terms.subject, name="subject"),
    path("ort/<slug:slug>/", terms.place, name="place"),
]
