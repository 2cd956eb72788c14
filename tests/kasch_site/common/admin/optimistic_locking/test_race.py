"""Two concurrent saves: the second is compared with the result of the first."""

import itertools

import pytest

from kasch_site.home.models import Notice
from kasch_site.pages.models import Page
from tests.support.processes.threads import run_concurrently

from .conftest import conflicts_in

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 5


def test_different_fields_saved_at_once_are_all_saved(house, ada):
    page = Page.objects.create(title="Über uns", slug="ueber-uns", summary="Wer", menu_name="Haus")
    for number in range(ROUNDS):
        opened = [ada.record(page) for _window in range(3)]
        changes = iter([{"title": f"T{number}"}, {"summary": f"S{number}"}, {"menu_name": f"M{number}"}])
        forms = iter(opened)
        responses = run_concurrently(lambda forms=forms, changes=changes: next(forms).send(**next(changes)), times=3)
        assert [response.status_code for response in responses] == [302] * 3
        page.refresh_from_db()
        assert (page.title, page.summary, page.menu_name) == (f"T{number}", f"S{number}", f"M{number}")


def test_one_field_saved_at_once_is_saved_by_one_and_asked_of_the_others(house, ada):
    page = Page.objects.create(title="Über uns", slug="ueber-uns")
    for number in range(ROUNDS):
        forms = iter([ada.record(page) for _window in range(3)])
        titles = itertools.count()
        responses = run_concurrently(lambda f=forms, t=titles, n=number: next(f).send(title=f"{n}.{next(t)}"), times=3)
        conflicting = [response for response in responses if response.status_code == 200]
        assert len(conflicting) == 2
        page.refresh_from_db()
        assert all(conflicts_in(response)["Titel"][1] == page.title for response in conflicting)


def test_a_new_form_sent_several_times_at_once_makes_one_record(house, ada):
    for number in range(ROUNDS):
        opened = ada.new(Notice)
        form = {"title": f"Nr. {number}", "text": "Neu", "from_day": "2026-12-01", "until_day": "2026-12-31"}
        responses = run_concurrently(lambda opened=opened, form=form: opened.send(**form), times=4)
        assert [response.status_code for response in responses] == [302] * 4
        assert Notice.objects.count() == number + 1
