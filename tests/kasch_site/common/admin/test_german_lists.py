"""Admin lists search and sort German texts on every database."""

import pytest
from django.contrib import admin

from kasch_site.common.admin.german_lists import GermanListMixin
from kasch_site.common.templatetags.soft_hyphens import SOFT_HYPHEN
from kasch_site.groups.models import Group

pytestmark = pytest.mark.django_db
NAMES = ["Zwergentreff", "aktive Eltern", "Ökogruppe", "Übersetzerkreis", "Öffentliche Probe", "Äpfel und Birnen"]
LIST = "/admin/groups/group/"


@pytest.fixture
def groups():
    for number, name in enumerate(NAMES):
        Group.objects.create(name=name, slug=f"g{number}", summary="Für alle.", status="published")


def names(response):
    return [group.name for group in response.context["cl"].result_list]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("übersetzerkreis", ["Übersetzerkreis"]),
        ("uebersetzer", ["Übersetzerkreis"]),
        ("ubersetzer", ["Übersetzerkreis"]),
        ("äpfel", ["Äpfel und Birnen"]),
        ("birnen APFEL", ["Äpfel und Birnen"]),
        ("öffentliche", ["Öffentliche Probe"]),
        ("öffentliche kreis", []),
        ("…", []),
    ],
)
def test_a_search_ignores_case_umlauts_and_the_order_of_words(admin_client, groups, typed, expected):
    assert names(admin_client.get(LIST, {"q": typed})) == expected


IN_ORDER = ["aktive Eltern", "Äpfel und Birnen", "Öffentliche Probe", "Ökogruppe", "Übersetzerkreis", "Zwergentreff"]


@pytest.mark.parametrize("query", [{}, {"o": "1"}])
def test_a_list_is_sorted_by_german_collation(admin_client, groups, query):
    assert names(admin_client.get(LIST, query)) == IN_ORDER


def test_a_descending_column_is_sorted_by_german_collation(admin_client, groups):
    assert names(admin_client.get(LIST, {"o": "-1"})) == IN_ORDER[::-1]


def test_the_public_list_of_groups_is_sorted_by_german_collation(client, house, groups):
    page = client.get("/gruppen/").content.decode().replace(SOFT_HYPHEN, "")
    assert sorted(IN_ORDER, key=page.index) == IN_ORDER


def test_every_admin_list_is_sorted_by_german_collation():
    assert all(isinstance(options, GermanListMixin) for options in admin.site._registry.values())
