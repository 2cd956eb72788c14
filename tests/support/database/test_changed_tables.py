"""No table that a request changes is overlooked."""

import pytest
from django.db import connection, transaction

from kasch_site.house.models import House, Room
from tests.support.database.changed_tables import changed_tables

pytestmark = pytest.mark.django_db


def test_the_tables_changed_by_each_step_are_named(house):
    with changed_tables() as tables:
        House.objects.get()
        assert tables.changed() == set()
        House.objects.update(name="Anders")
        Room.objects.bulk_create([Room(name="Saal")], ignore_conflicts=True)
        assert tables.changed() == {"house_house", "house_room"}
        Room.objects.all()._raw_delete(using="default")
        assert tables.changed() == {"house_room"}
        assert tables.changed() == set()


def test_what_is_rolled_back_has_not_changed(house):
    with changed_tables() as tables:
        with transaction.atomic():
            House.objects.update(name="Anders")
            transaction.set_rollback(True)
        assert tables.changed() == set()


def test_allowed_tables_are_left_out(house):
    with changed_tables({"house_house"}) as tables:
        House.objects.update(name="Anders")
        assert tables.changed() == set()
        House.objects.update(name="Wieder anders")
        Room.objects.bulk_create([Room(name="Saal")])
        assert tables.changed() == {"house_room"}


def test_a_change_by_an_unusual_statement_is_noticed(house):
    with changed_tables() as tables, connection.cursor() as cursor:
        cursor.execute("WITH named AS (SELECT 'Anders' AS name) UPDATE house_house SET name = (SELECT name FROM named)")
        assert tables.changed() == {"house_house"}
