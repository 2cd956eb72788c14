"""First steps and tasks of the house."""

from datetime import date, time

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.house.models import ContactPerson, Funder, House, OpeningHours, Room, SchoolHoliday, SectionAppearance
from kasch_site.house.section import section

NOW = "2026-11-22T12:00+01:00"


@pytest.fixture
def member(django_user_model, db):
    """Return a member of staff with that role."""

    def of(role):
        user = django_user_model.objects.create_user(role.lower(), is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        return user

    return of


@pytest.fixture
def lead(member):
    return member(LEAD)


def texts(user):
    return [todo.text for todo in section.todo(user)]


def test_the_first_step_of_an_empty_site_is_the_house(db):
    steps = section.first_steps()
    assert [step.is_done for step in steps] == [False] * 7
    assert steps[0].text == "Das Haus eintragen: Name, Anschrift, Bundesland"
    assert steps[1].url == reverse("admin:house_openinghours_add")


def test_each_step_is_completed_by_one_record(house):
    OpeningHours.objects.create(weekday=0, opens=time(9), closes=time(18))
    Room.objects.create(name="Saal")
    ContactPerson.objects.create(name="Beispielperson")
    Funder.objects.create(name="Beispielförderer")
    SchoolHoliday.objects.create(name="Ferien", first_day=date(2026, 12, 23), last_day=date(2026, 12, 31))
    SectionAppearance.objects.create(key="events", name="Termine", colour_light="#b63a1b", colour_dark="#ff8a66")
    assert all(step.is_done for step in section.first_steps())


def test_every_step_links_to_a_page_for_the_lead(client, lead):
    client.force_login(lead)
    for step in section.first_steps():
        assert client.get(step.url, follow=True).status_code == 200


def test_without_a_house_there_are_only_first_steps(lead):
    assert section.todo(lead) == []


@pytest.mark.time_machine(NOW)
def test_missing_opening_hours_are_an_urgent_task(house, lead):
    todo = next(todo for todo in section.todo(lead) if "Öffnungszeiten" in todo.text)
    assert todo.urgent
    OpeningHours.objects.create(weekday=0, opens=time(9), closes=time(18))
    assert not any("Öffnungszeiten" in text for text in texts(lead))


@pytest.mark.time_machine(NOW)
def test_opening_hours_that_end_without_successors_are_a_task_in_time(house, lead):
    OpeningHours.objects.create(weekday=0, opens=time(9), closes=time(18), valid_until=date(2026, 12, 31))
    assert "Ab Fr, 1. Januar 2027 gibt es keine Öffnungszeiten mehr." in texts(lead)
    OpeningHours.objects.create(weekday=0, opens=time(9), closes=time(16), valid_from=date(2027, 1, 1))
    assert not any("keine Öffnungszeiten mehr" in text for text in texts(lead))


@pytest.mark.time_machine(NOW)
def test_missing_school_holidays_of_the_next_half_year_are_a_task(house, lead):
    sentence = "Für das nächste halbe Jahr sind keine Schulferien eingetragen."
    SchoolHoliday.objects.create(name="Herbstferien", first_day=date(2026, 10, 12), last_day=date(2026, 10, 24))
    SchoolHoliday.objects.create(name="Sommerferien", first_day=date(2027, 7, 10), last_day=date(2027, 8, 20))
    assert sentence in texts(lead)
    SchoolHoliday.objects.create(name="Winterferien", first_day=date(2027, 2, 8), last_day=date(2027, 2, 19))
    assert sentence not in texts(lead)


def test_a_funder_without_the_required_sentence_is_a_task(house, lead):
    silent = Funder.objects.create(name="Beispielförderer")
    Funder.objects.create(name="Stadt", text="Gefördert durch die Stadt.")
    todos = [todo for todo in section.todo(lead) if "Förderhinweis" in todo.text]
    assert [todo.text for todo in todos] == ["Beim Förderer „Beispielförderer“ fehlt der Förderhinweis."]
    assert todos[0].url == reverse("admin:house_funder_change", args=[silent.pk])


def test_people_without_contact_details_are_counted(house, lead):
    ContactPerson.objects.create(name="Eins")
    ContactPerson.objects.create(name="Drei", phone="0123 456")
    assert "Eine Ansprechperson hat weder Telefon noch E-Mail." in texts(lead)
    ContactPerson.objects.create(name="Zwei")
    assert "2 Ansprechpersonen haben weder Telefon noch E-Mail." in texts(lead)


def test_a_house_without_contact_details_or_sender_is_a_task(house, lead):
    assert "Die Website hat noch keinen eigenen Absender für E-Mails." in texts(lead)
    House.objects.update(sender_email="website@example.org", phone="", email="")
    assert "Die Website hat noch keinen eigenen Absender für E-Mails." not in texts(lead)
    assert "Beim Haus fehlen Telefon und E-Mail." in texts(lead)


def test_editors_see_only_tasks_they_can_resolve(house, member):
    Funder.objects.create(name="Beispielförderer")
    assert all("Schulferien" in text for text in texts(member(EDITORS)))


def test_the_contact_page_is_in_the_sitemap(db):
    assert section.sitemap() == [("/kontakt/", None)]
