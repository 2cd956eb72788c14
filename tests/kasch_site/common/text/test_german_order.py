"""German collation is the same in Python, SQLite and PostgreSQL."""

import re

import pytest
from django.apps import apps
from hypothesis import given
from hypothesis import strategies as st

from counselling.models import Counsellor, Topic
from kasch_site.common.text.german_order import GermanOrder, sort_key
from kasch_site.groups.models import Group
from tests.proving import examples

NAMES = """„Adler“
aktive Eltern
Ärztinnen
Azubis
Ökogruppe
Oma und Opa
Straße
Strasse 2
Übersetzerkreis
Zwergentreff""".splitlines()
TEXTS = st.lists(st.text("aAäÄbBzZöÖüÜßẞeéÉłŁ „“-1", min_size=1, max_size=6), min_size=2, max_size=8, unique=True)


def test_names_are_sorted_as_in_a_german_telephone_directory():
    assert sorted(set(NAMES), key=sort_key) == NAMES


def in_database_order(names):
    Group.objects.all().delete()
    Group.objects.bulk_create([Group(name=name, slug=f"g{number}", summary="x") for number, name in enumerate(names)])
    return list(Group.objects.order_by(GermanOrder("name"), "name").values_list("name", flat=True))


@pytest.mark.django_db
def test_the_database_sorts_the_same_names_in_the_same_order():
    assert in_database_order(list(reversed(NAMES))) == NAMES


@pytest.mark.django_db
@examples(30, shares_fixtures=True)
@given(TEXTS)
def test_the_database_sorts_every_text_as_python_does(names):
    keys = [sort_key(name) for name in in_database_order(names)]
    assert keys == sorted(keys)


# Columns with words that people read: their order is a `GermanOrder`, never that of the characters.
WORDS = {"name", "title", "text", "subject", "label"}


# Sorted: the tables of histories have another order in each process.
@pytest.mark.parametrize("label", sorted(model._meta.label for model in apps.get_models()))
def test_names_are_listed_in_german_order_everywhere(label):
    """The default order counts: lists of pages, selects of forms and inlines use it without saying so."""
    model = apps.get_model(label)
    if model.__module__.startswith("django."):
        return
    columns = {term.lstrip("-").rpartition("__")[2] for term in model._meta.ordering if isinstance(term, str)}
    assert not columns & WORDS


@pytest.mark.django_db
def test_topics_and_counsellors_are_in_german_order_on_pages_and_in_forms(client, house, admin_client):
    for number, name in enumerate(reversed(["aktiv", "Äpfel", "Apfelsaft", "Ökostrom", "Oma", "Übung", "Uhu"])):
        Topic.objects.create(name=name, slug=f"s{number}", status="published")
        Counsellor.objects.create(name=name)
    expected = list(Topic.objects.order_by(GermanOrder("name")).values_list("name", flat=True))
    assert expected[0] == "aktiv" and expected.index("Äpfel") < expected.index("Oma")
    for browser, address in [(client, "/beratung/"), (admin_client, "/admin/counselling/absence/add/")]:
        page = re.sub(r"\s+<", "<", browser.get(address).content.decode())
        assert expected == sorted(expected, key=lambda name: page.rindex(f"{name}<")), address
