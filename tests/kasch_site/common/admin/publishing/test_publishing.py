"""The publication time must be in a year within range."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from counselling.models import Topic
from events.models import Event
from kasch_site.common.models import Publishable
from kasch_site.groups.models import Group
from kasch_site.pages.models import Page
from newspaper.models import Issue


@pytest.mark.parametrize("year", [1, 1999, 2101, 9999])
def test_a_year_out_of_range_is_refused_with_a_message(db, year):
    page = Page(title="X", slug="x", publish_at=datetime(year, 6, 1, tzinfo=UTC))
    with pytest.raises(ValidationError, match="zwischen 2000 und 2100"):
        page.full_clean()


def test_a_date_next_week_is_accepted(db):
    Page(title="X", slug="x", publish_at=datetime(2026, 12, 1, tzinfo=UTC)).full_clean()


def test_the_year_is_that_of_local_time(db):
    first, last = datetime(1999, 12, 31, 23, tzinfo=UTC), datetime(2100, 12, 31, 22, 59, tzinfo=UTC)
    for moment in (first, last):
        page = Page(title="X", slug=f"x{moment:%Y}", publish_at=moment)
        page.full_clean()
        page.save()
    with pytest.raises(ValidationError, match="zwischen 2000 und 2100"):
        Page(title="X", slug="x", publish_at=last + timedelta(minutes=1)).full_clean()


RECORDS = [
    (Event, {"title": "X"}),
    (Group, {"name": "X"}),
    (Page, {"title": "X"}),
    (Topic, {"name": "X", "slug": "x"}),
    (Issue, {"number": 1, "year": 2026}),
]


def test_the_list_contains_all_models_that_staff_publish():
    assert {model for model, _values in RECORDS} == set(Publishable.__subclasses__())


@pytest.mark.parametrize(("model", "values"), RECORDS)
@pytest.mark.parametrize("year", [2, 1998, 2102, 9998])
def test_the_database_refuses_a_year_out_of_range_past_the_form(db, model, values, year):
    late = datetime(year, 6, 1, tzinfo=UTC)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**values, publish_at=late)
    row = model.objects.create(**values, publish_at=datetime(2026, 12, 1, tzinfo=UTC))
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.filter(pk=row.pk).update(publish_at=late)
    assert model.objects.filter(pk=row.pk).update(publish_at=None) == 1


@pytest.mark.parametrize("path", ["/admin/pages/page/add/", "/admin/groups/group/add/", "/admin/events/event/add/"])
def test_no_admin_form_fails_on_a_year_out_of_range(admin_client, path):
    data = {"title": "X", "name": "X", "slug": "x", "summary": "x", "status": "published"}
    late = {"publish_at_0": "0001-01-01", "publish_at_1": "00:00", "publish_at": "0001-01-01T00:00"}
    formsets = {
        f"{prefix}-{key}": 0
        for prefix in ("series", "occurrences", "registration_settings")
        for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    response = admin_client.post(path, {**data, **late, **formsets})
    assert response.status_code == 200
    assert "publish_at" in response.context["adminform"].form.errors
