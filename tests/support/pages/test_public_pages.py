"""Every public page of the demo house responds, and the list of them is complete."""

import pytest
from django.urls import resolve

from tests.support.pages.public_pages import one_of_each_kind, public_routes

pytestmark = pytest.mark.pages


def test_the_list_has_a_page_of_every_kind(public_paths):
    assert public_routes() - set(one_of_each_kind(public_paths)) == set()


def test_every_page_of_the_demo_house_responds_without_a_cookie(client, public_paths):
    for path in public_paths:
        response = client.get(path)
        assert response.status_code == 200, path
        assert path.endswith("/"), path
        if not getattr(resolve(path).func, "is_public_form", False):
            assert not response.cookies, path
        client.cookies.clear()
