"""URLs of the newspaper. Those of issues, pages and articles are linked from elsewhere and must not change.

The address of an image has a key that changes when something on the page is hidden.
"""

from django.urls import path

from .web import archive, articles, atom, files, issues, pages, removal, reports, search, terms
from .web.contributions import own
from .web.contributions import pages as writing

app_name = "newspaper"
urlpatterns = [
    path("", archive.archive, name="archive"),
    path("neu.atom", atom.new_issues, name="new_issues"),
    path("suche/", search.search, name="search"),
    path("themen/", terms.index, name="index"),
    path("impressum/", archive.imprint, name="imprint"),
    path("<int:year>/", archive.year, name="year"),
    path("<int:year>/<int:number>/", issues.issue, name="issue"),
    path("<int:year>/<int:number>.pdf", files.pdf, name="pdf"),
    path("<int:year>/<int:number>/gross/", issues.large, name="large_issue"),
    path("<int:year>/<int:number>/seite/<int:page>/", pages.page, name="page"),
    path("<int:year>/<int:number>/seite/<int:page>/fehler/", reports.report, name="report_mistake"),
    path("<int:year>/<int:number>/seite/<int:page>/fehler/danke/", reports.reported, name="mistake_reported"),
    path("bilder/<slug:key>/<int:width>.webp", files.image, name="image"),
    path("artikel/<int:pk>/", articles.article, name="article"),
    path("artikel/<int:pk>/gross/", articles.large, name="large_article"),
    path("rubrik/<slug:slug>/", terms.column, name="column"),
    path("thema/<slug:slug>/", terms.subject, name="subject"),
    path("ort/<slug:slug>/", terms.place, name="place"),
    path("mitschreiben/", writing.contribute, name="contribute"),
    path("mitschreiben/leserbrief/", writing.letter, name="letter"),
    path("mitschreiben/artikel/", writing.article, name="contribute_article"),
    path("mitschreiben/foto/", writing.photo, name="photo"),
    path("mitschreiben/alte-ausgabe/", writing.old_issue, name="old_issue"),
    path("meine-post/", own.look_up, name="look_up"),
    path("meine-post/<str:token>/", own.my_contribution, name="my_contribution"),
    path("meine-post/<str:token>/zurueckziehen/", own.withdraw, name="withdraw_contribution"),
    path("meine-post/<str:token>/einwilligung/<str:key>/", own.withdraw_consent, name="withdraw_consent"),
    path("name-entfernen/", removal.ask, name="removal"),
    path("name-entfernen/code/", removal.look_up, name="removal_look_up"),
    path("name-entfernen/<str:token>/", removal.my_removal, name="my_removal"),
]
