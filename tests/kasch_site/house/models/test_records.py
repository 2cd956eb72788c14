"""Constraints of the house's records, in forms and past them."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from kasch_site.common.text.phone import tel_number
from kasch_site.house.models import (
    ClosingDay,
    ContactPerson,
    House,
    OpeningHours,
    OtherHours,
    PublicHoliday,
    SchoolHoliday,
    SpecialPeriod,
)
from kasch_site.house.validators import is_at_mail_provider

DAY = date(2026, 12, 24)


@pytest.mark.parametrize(
    "address",
    [
        "haus@web.de",
        "Haus@WEB.DE",
        "haus@gmx.de",
        "haus@gmx.net",
        "haus@gmail.com",
        "haus@googlemail.com",
        "haus@t-online.de",
        "haus@freenet.de",
        "haus@outlook.de",
        "haus@hotmail.com",
        "haus@yahoo.de",
        "haus@yahoo.co.uk",
        "haus@mail.gmx.net",
        "haus@posteo.de",
    ],
)
def test_a_sender_at_a_mail_provider_is_refused_with_an_alternative(house, address):
    assert is_at_mail_provider(address)
    house.sender_email = address
    with pytest.raises(ValidationError) as refused:
        house.full_clean()
    (sentence,) = refused.value.message_dict["sender_email"]
    assert address.rpartition("@")[2].lower() in sentence
    assert "„E-Mail für Antworten“" in sentence


@pytest.mark.parametrize(
    "address", ["post@example.org", "web@unser-haus.de", "post@spider-web.de", "gmx@example.org", "post@gmx-freunde.de"]
)
def test_a_sender_with_its_own_domain_is_accepted(house, address):
    house.sender_email = address
    house.full_clean()


def test_a_reply_address_may_be_at_a_mail_provider(house):
    house.email = "haus@web.de"
    house.full_clean()


def test_there_is_only_one_house(house):
    second = House(name="Zweites", short_name="Z", operator="e.V.", street="Weg 1", city="Ort", federal_state="SN")
    second.pk = 2
    with pytest.raises(IntegrityError), transaction.atomic():
        House.objects.bulk_create([second])
    with pytest.raises(IntegrityError), transaction.atomic():
        House.objects.filter(pk=1).update(id=2)


def test_an_incomplete_coordinate_is_refused(house):
    house.latitude = 50
    with pytest.raises(ValidationError) as refused:
        house.full_clean()
    assert set(refused.value.message_dict) == {"longitude"}


def test_the_map_link_has_the_coordinates_or_else_the_address(house):
    assert house.map_url == "https://www.openstreetmap.org/search?query=Am+Platz+7%2C+01234+Teststadt"
    assert house.position == ""
    house.latitude, house.longitude = "50.8402", "12.9"
    house.full_clean()
    house.save()
    house.refresh_from_db()
    assert house.position == "50.840200,12.900000"
    assert house.map_url.endswith("?mlat=50.840200&mlon=12.900000#map=18/50.840200/12.900000")


@pytest.mark.parametrize(
    ("written", "number"),
    [("0371 33 50 520", "03713350520"), ("0371/ 33-50", "03713350"), ("+49 (0)371 33", "+4937133"), ("", "")],
)
def test_a_phone_link_omits_formatting_characters(written, number):
    assert tel_number(written) == number


def test_each_line_of_the_tasks_is_one_task():
    assert ContactPerson(tasks=" Fragen zur Rente \r\n\r\nUmzug\n").task_lines == ["Fragen zur Rente", "Umzug"]


def test_empty_opening_hours_are_refused_in_the_form_and_past_it(db):
    hours = OpeningHours(weekday=0, opens=time(9), closes=time(9))
    with pytest.raises(ValidationError) as refused:
        hours.full_clean()
    assert set(refused.value.message_dict) == {"closes"}
    with pytest.raises(IntegrityError), transaction.atomic():
        hours.save()


def test_hours_valid_until_before_from_are_refused_in_the_form_and_past_it(db):
    hours = OpeningHours(weekday=0, opens=time(9), closes=time(18), valid_from=DAY, valid_until=DAY - timedelta(days=1))
    with pytest.raises(ValidationError) as refused:
        hours.full_clean()
    assert set(refused.value.message_dict) == {"valid_until"}
    with pytest.raises(IntegrityError), transaction.atomic():
        hours.save()


@pytest.mark.parametrize("model", [ClosingDay, SchoolHoliday, PublicHoliday])
def test_each_kind_of_special_day_has_only_its_own_fields(db, model):
    model.objects.create(name="Anlass", first_day=DAY, last_day=DAY)
    OtherHours.objects.create(name="Anlass", first_day=DAY, last_day=DAY, opens=time(9), closes=time(12))
    assert [record.kind for record in model.objects.all()] == [model.ONLY_KIND]
    assert model.objects.between(DAY, DAY).count() == 1
    assert SpecialPeriod.objects.count() == 2


def test_a_duplicate_closing_is_refused_in_the_form_and_past_it(db):
    ClosingDay.objects.create(name="Winterpause", first_day=DAY, last_day=DAY)
    again = ClosingDay(name="Winterpause", first_day=DAY, last_day=DAY + timedelta(days=3))
    with pytest.raises(ValidationError) as refused:
        again.full_clean(exclude=["kind"])
    assert refused.value.message_dict == {"name": ["Das ist für diesen Tag schon eingetragen."]}
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()


def test_a_period_that_ends_before_it_begins_is_refused_in_the_form_and_past_it(db):
    wrong = ClosingDay(name="Winterpause", first_day=DAY, last_day=DAY - timedelta(days=1))
    with pytest.raises(ValidationError) as refused:
        wrong.full_clean(exclude=["kind"])
    assert set(refused.value.message_dict) == {"last_day"}
    with pytest.raises(IntegrityError), transaction.atomic():
        wrong.save()


def test_special_hours_without_times_are_refused_past_the_form(db):
    with pytest.raises(IntegrityError), transaction.atomic():
        OtherHours.objects.create(name="Markt", first_day=DAY, last_day=DAY)


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(9999, 12, 31), date(9999, 12, 31), "first_day"),
        (date(202, 1, 1), date(2026, 1, 1), "first_day"),
        (date(2026, 1, 1), date(9999, 12, 31), "last_day"),
    ],
)
def test_an_implausible_year_is_reported(db, first, last, field):
    with pytest.raises(ValidationError) as refused:
        ClosingDay(name="Winterpause", first_day=first, last_day=last).full_clean(exclude=["kind"])
    assert set(refused.value.message_dict) == {field}
