"""Table of contents of the site: each built room under its address, the staff's pages last."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from kasch_site.common.media import views
from kasch_site.common.sections import sections

# In production the web server in front serves the pictures.
pictures = [re_path(views.PATTERN, views.picture_file)] if settings.DEBUG or settings.IS_DEMO else []

urlpatterns = [
    path("admin/", admin.site.urls),
    *pictures,
    # The rooms name their own addresses (`AppRoom.address`): /veranstaltungen/, /gruppen/, …
    *[path(room.address, include(room.urls)) for room in sections() if room.urls and room.key != "pages"],
    # A page may have any word as its address, so pages come after everything else.
    *[path(room.address, include(room.urls)) for room in sections() if room.urls and room.key == "pages"],
]

handler404 = "kasch_site.common.not_found.not_found"
