"""URLs of the site: each installed section under its prefix, the admin last."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from kasch_site.common.media import views
from kasch_site.common.sections import sections

# In production the web server serves the pictures.
pictures = [re_path(views.PATTERN, views.picture_file)] if settings.DEBUG or settings.IS_DEMO else []

urlpatterns = [
    path("admin/", admin.site.urls),
    *pictures,
    # Sections define their own prefixes (`Section.url_prefix`): /veranstaltungen/, /gruppen/, …
    *[
        path(section.url_prefix, include(section.urls))
        for section in sections()
        if section.urls and section.key != "pages"
    ],
    # A page may have any slug, so pages come last.
    *[
        path(section.url_prefix, include(section.urls))
        for section in sections()
        if section.urls and section.key == "pages"
    ],
]

handler404 = "kasch_site.common.not_found.not_found"
