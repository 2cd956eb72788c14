"""When something becomes visible lies in years that a calendar knows."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from kasch_site.pages.models import Page


@pytest.mark.parametrize("year", [1, 1999, 2101, 9999])
def test_a_year_out_of_reach_is_refused_with_a_sentence(db, year):
    page = Page(title="X", slug="x", publish_at=datetime(year, 6, 1, tzinfo=UTC))
    with pytest.raises(ValidationError, match="zwischen 2000 und 2100"):
        page.full_clean()


def test_next_week_is_fine(db):
    Page(title="X", slug="x", publish_at=datetime(2026, 12, 1, tzinfo=UTC)).full_clean()


@pytest.mark.parametrize("path", ["/admin/pages/page/add/", "/admin/groups/group/add/", "/admin/events/event/add/"])
def test_no_form_of_staff_falls_over_it(admin_client, path):
    data = {"title": "X", "name": "X", "slug": "x", "summary": "x", "status": "published"}
    late = {"publish_at_0": "0001-01-01", "publish_at_1": "00:00", "publish_at": "0001-01-01T00:00"}
    formsets = {
        f"{prefix}-{key}": 0 for prefix in ("series", "occurrences") for key in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    assert admin_client.post(path, {**data, **late, **formsets}).status_code in (200, 422)
