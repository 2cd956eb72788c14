"""Before deleting or acting: what belongs to a record, and what was selected for it, may have changed meanwhile."""

from datetime import date, time

import pytest
from django.urls import reverse

from counselling.models import Situation, Topic
from events.models import Event
from events.scheduling.generation import add_date
from kasch_site.common import clock
from kasch_site.groups.models import Group
from kasch_site.house.models import Language
from library.models import MediumKind, Title
from tests.support.browser.markup import parse

DAY = date(2027, 2, 1)


@pytest.fixture
def event(house):
    return Event.objects.create(title="Chor", slug="chor")


@pytest.fixture
def group(house):
    return Group.objects.create(name="Chor", slug="chor")


def delete_page(staff, record):
    opts = record._meta
    return staff.open(reverse(f"admin:{opts.app_label}_{opts.model_name}_delete", args=[record.pk]))


def add_date_to(event):
    return add_date(event, clock.local(DAY, time(18)), clock.local(DAY, time(19)))


def is_there(record):
    return type(record).objects.filter(pk=record.pk).exists()


def test_a_date_added_meanwhile_is_not_deleted_with_its_event_unseen(erika, event):
    opened = delete_page(erika, event)
    add_date_to(event)
    response = opened.send(button="post")
    assert response.status_code == 302 and response["Location"] == opened.address
    assert is_there(event)
    assert erika.open(opened.address).send(button="post")["Location"] == "/admin/events/event/"
    assert not is_there(event)


def test_a_date_changed_meanwhile_counts_too(erika, event):
    row = add_date_to(event)
    opened = delete_page(erika, event)
    type(row).objects.filter(pk=row.pk).update(title="Konzert")
    opened.send(button="post")
    assert is_there(event)


def test_a_sentence_added_meanwhile_is_not_deleted_with_its_topic_unseen(erika, house):
    topic = Topic.objects.create(name="Wohnen", slug="wohnen")
    opened = delete_page(erika, topic)
    Situation.objects.create(topic=topic, text="Die Miete steigt", order=1)
    opened.send(button="post")
    assert is_there(topic)


def test_deleting_several_asks_again_if_a_date_was_added_since_it_asked(erika, event):
    confirmation = erika.list_of(Event).send(button="index", action="delete_selected", _selected_action=[str(event.pk)])
    opened = erika.list_of(Event).shown_again(confirmation, "")
    add_date_to(event)
    response = opened.send(button="x")
    assert parse(response).one("h1").text == "Inzwischen geändert"
    assert is_there(event)
    assert opened.shown_again(response, "").send(button="x").status_code == 302
    assert not is_there(event)


def test_parts_added_meanwhile_require_another_confirmation_of_an_action(erika, group):
    opened = erika.list_of(Group)
    group.languages.add(Language.objects.create(code="ar", name="Arabisch"))
    response = opened.send(button="index", action="confirm_today", _selected_action=[str(group.pk)])
    assert parse(response).one("h1").text == "Inzwischen geändert"


def test_a_list_needs_as_many_queries_for_many_records_as_for_a_few(erika, group, django_assert_max_num_queries):
    address = reverse("admin:groups_group_changelist")
    arabic = Language.objects.create(code="ar", name="Arabisch")
    group.languages.add(arabic)
    Group.objects.create(name="Tanz", slug="tanz")
    erika.client.get(address)
    with django_assert_max_num_queries(100) as few:
        erika.client.get(address)
    for number in range(20):
        Group.objects.create(name=f"Gruppe {number}", slug=f"gruppe-{number}").languages.add(arabic)
    with django_assert_max_num_queries(len(few.captured_queries)):
        erika.client.get(address)


@pytest.mark.parametrize("name", ["Kaffee & <Kuchen>", "a < b"])
def test_the_page_that_asks_again_writes_names_as_they_are(erika, house, name):
    group = Group.objects.create(name=name, slug="kuchen")
    opened = erika.list_of(Group)
    Group.objects.filter(pk=group.pk).update(summary="Jetzt auch Tee")
    response = opened.send(button="index", action="withdraw", _selected_action=[str(group.pk)])
    assert name in parse(response).one("div", id="content").text


def test_names_in_markup_are_text_on_the_page_that_asks_again(erika, house):
    kind = MediumKind.objects.create(name="Buch", slug="buch")
    title = Title.objects.create(title="Müller & Sohn", medium=kind, added_on=clock.today())
    opened = erika.list_of(Title)
    Title.objects.filter(pk=title.pk).update(authors="Ada")
    response = opened.send(button="index", action="delete_selected", _selected_action=[str(title.pk)])
    page = parse(response)
    assert page.one("h1").text == "Inzwischen geändert"
    assert "Müller & Sohn" in page.text and "&amp;" not in page.text
