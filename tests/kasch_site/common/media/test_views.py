"""Pictures are served with headers for immutable files, and nothing else is served."""

import re

import pytest
from django.http import Http404
from django.test import RequestFactory
from PIL import Image

from kasch_site.common.media import views
from kasch_site.common.media.pictures import add_picture


@pytest.mark.django_db
def test_renditions_are_cached_and_served_with_nosniff(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    picture = add_picture("Hof", Image.new("RGB", (400, 300), "green"), "Der Hof")
    for _width, url in picture.renditions():
        path = re.match(views.PATTERN, url.removeprefix("/"))["path"]
        response = views.picture_file(RequestFactory().get(url), path)
        assert response["Content-Type"] == "image/webp"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "immutable" in response["Cache-Control"]
        response.close()


def test_a_deleted_picture_is_not_found(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with pytest.raises(Http404):
        views.picture_file(RequestFactory().get("/"), "bilder/ab12-320.webp")


@pytest.mark.parametrize(
    "path",
    ["media/", "media/bilder/", "media/bilder/x.svg", "media/bilder/x.html", "media/bilder/../x.png", "media/x.png"],
)
def test_only_pictures_are_served(path):
    assert not re.match(views.PATTERN, path)
