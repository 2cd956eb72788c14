"""An add form submitted twice creates one record."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib import admin
from django.db import IntegrityError, transaction

from events.models import Category, Event
from kasch_site.common import clock
from kasch_site.common.admin.optimistic_locking.submissions import SUBMISSION_RETENTION
from kasch_site.common.models import FormSubmission
from kasch_site.home.models import Notice
from kasch_site.worker.purge import purge_shared
from tests.support.browser.markup import parse

from .conftest import conflicts_in

DAYS = {"text": "Bis Freitag.", "from_day": "2026-12-01", "until_day": "2026-12-31"}


def test_resubmitting_after_going_back_opens_the_created_record(ada):
    opened = ada.new(Notice)
    for _time in range(3):
        response = opened.send(title="Die Heizung ist aus", **DAYS)
        assert response.status_code == 302
    notice = Notice.objects.get()
    assert response["Location"] == f"/admin/home/notice/{notice.pk}/change/"
    message = parse(ada.client.get(response["Location"])).one(class_="messagelist").text
    assert "Das war schon gespeichert: „Die Heizung ist aus“" in message


def test_resubmitting_other_input_after_going_back_asks_which_text_to_save(ada):
    opened = ada.new(Notice)
    opened.send(title="Die Heizung ist aus", **DAYS)
    response = opened.send(title="Die Heizung läuft wieder", **DAYS)
    assert conflicts_in(response)["Überschrift"][:2] == ("Die Heizung läuft wieder", "Die Heizung ist aus")
    assert parse(response).one("form", id="notice_form")["action"].endswith("/change/")
    assert Notice.objects.get().title == "Die Heizung ist aus"


def test_two_forms_create_two_records(ada):
    for _time in range(2):
        assert ada.new(Notice).send(title="Die Heizung ist aus", **DAYS).status_code == 302
    assert Notice.objects.count() == 2


def test_a_form_with_errors_can_be_submitted_again(ada):
    opened = ada.new(Notice)
    assert opened.send(title="", **DAYS).status_code == 200
    assert not FormSubmission.objects.exists()
    assert opened.send(title="Jetzt", **DAYS).status_code == 302
    assert Notice.objects.get().title == "Jetzt"


def test_a_new_row_in_a_form_submitted_twice_is_added_once(ada):
    event = Event.objects.create(title="Chor", slug="chor")
    opened = ada.record(event)
    row = {"occurrences-0-day": "2026-12-24", "occurrences-0-start": "10:00", "occurrences-0-end": "11:00"}
    for _time in range(2):
        assert opened.send(_confirmed="yes", **row).status_code == 302
    assert event.occurrences.count() == 1


def test_a_form_of_another_model_does_not_use_up_the_key(ada):
    key = uuid4()
    FormSubmission.objects.create(key=key, model="pages.page", object_id="1", content="")
    response = ada.new(Notice).send(_form_key=str(key), title="Neu", **DAYS)
    assert response.status_code == 302
    assert Notice.objects.get().title == "Neu"


@pytest.mark.parametrize("key", ["", "x", "0" * 5000, "٣" * 36])
def test_a_form_without_a_valid_key_is_saved(ada, key):
    assert ada.new(Notice).send(_form_key=key, title="Neu", **DAYS).status_code == 302


def test_every_add_form_has_a_key(ada):
    count = 0
    for model in admin.site._registry:
        response = ada.client.get(f"/admin/{model._meta.app_label}/{model._meta.model_name}/add/")
        if response.status_code == 200 and "adminform" in response.context_data:
            count += 1
            assert len(parse(response).all("input", name="_form_key")) == 1, model
    assert count > 20


def test_a_key_is_stored_once(db):
    key = uuid4()
    FormSubmission.objects.create(key=key, model="a.b", object_id="1", content="")
    with pytest.raises(IntegrityError), transaction.atomic():
        FormSubmission.objects.create(key=key, model="a.b", object_id="2", content="")


def test_keys_are_erased_after_their_retention(db):
    now = clock.now()
    for age in (timedelta(0), SUBMISSION_RETENTION + timedelta(hours=1)):
        FormSubmission.objects.create(key=uuid4(), model="a.b", object_id="1", content="", created_at=now - age)
    purge_shared(now)
    assert FormSubmission.objects.count() == 1


def test_a_small_window_that_adds_a_record_closes_when_it_is_sent_twice(ada, house):
    opened = ada.open("/admin/events/category/add/?_to_field=id&_popup=1", "category_form")
    for _time in range(2):
        response = opened.send(name="Tanz", slug="tanz", order="1")
        assert response.status_code == 200 and "popup_response" in response.text
    assert Category.objects.filter(name="Tanz").count() == 1
