"""Headers about browser features and other sites."""

import pytest
from django.test import Client


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/", "/admin/login/", "/static/icon.svg", "/static/css/gibt-es-nicht.css", "/robots.txt", "/gibt-es-nicht/"],
)
def test_every_response_denies_browser_features_and_cross_origin_use(path):
    for _once_more in range(2):  # the second response comes from the page cache
        response = Client().get(path)
        assert "geolocation=()" in response["Permissions-Policy"]
        assert "camera=()" in response["Permissions-Policy"]
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
