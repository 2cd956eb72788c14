"""The 404 page has helpful text for visitors."""

import pytest
from django.http import Http404
from django.test import RequestFactory

from kasch_site.common.not_found import PageNotFound, not_found

pytestmark = pytest.mark.django_db


def test_a_message_for_visitors_is_shown(house):
    response = not_found(RequestFactory().get("/x/"), PageNotFound("Diese Gruppe gibt es nicht."))
    assert response.status_code == 404
    assert "Diese Gruppe gibt es nicht." in response.content.decode()


def test_a_message_for_developers_is_not_shown(house):
    response = not_found(RequestFactory().get("/x/"), Http404("No Group matches the given query."))
    assert response.status_code == 404
    assert "No Group" not in response.content.decode()
