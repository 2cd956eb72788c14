"""URLs of the staff's pages; comes last, because a page may have any word as its slug."""

from django.conf import settings
from django.urls import path, register_converter

from . import views


class LanguageConverter:
    """A language of the site other than that of the source."""

    regex = "|".join(code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE)

    def to_python(self, value):
        return value

    def to_url(self, value):
        return value


register_converter(LanguageConverter, "language")

app_name = "pages"
urlpatterns = [
    path("barrierefreiheit/melden/", views.report_barrier, name="report_barrier"),
    path("barrierefreiheit/melden/danke/", views.barrier_reported, name="barrier_reported"),
    path("<language:language>/", views.foreign_page, {"slug": ""}, name="welcome"),
    path("<language:language>/<slug:slug>/", views.foreign_page, name="foreign_page"),
    path("<slug:slug>/", views.page, name="page"),
]
