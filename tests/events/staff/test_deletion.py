"""Why a date is not deleted, and where to cancel it instead."""

import pytest

from events.models import Occurrence
from events.scheduling.generation import make_dates
from kasch_site.common import clock
from tests.support.browser.markup import parse

DATES = "/admin/events/occurrence/"


def refused(client, date):
    """Return the text of the page that refuses to delete a date; sending its form deletes nothing either."""
    address = f"{DATES}{date.pk}/delete/"
    client.post(address, {"post": "yes", "_confirmed": "yes"})
    assert Occurrence.objects.filter(pk=date.pk).exists()
    main = parse(client.get(address)).one("main")
    assert main.one("a", class_="button")["href"] == f"{DATES}{date.pk}/change/"
    assert not main.all("form")
    return main.text


@pytest.mark.parametrize(
    ("people", "sentence"), [(1, "Es ist ein Mensch angemeldet"), (2, "Es sind 2 Menschen angemeldet")]
)
def test_the_refusal_to_delete_a_date_counts_registrations_and_links_to_cancel(
    admin_client, date, register, people, sentence
):
    register(people=people)
    text = refused(admin_client, date)
    assert f"{sentence}. Sagen Sie den Termin ab, dann bekommen alle eine Nachricht." in text


def test_the_refusal_to_delete_a_date_of_a_series_explains_that_it_would_be_generated_again(
    admin_client, house, make_series
):
    make_series()
    make_dates(clock.today())
    assert "käme von selbst wieder" in refused(admin_client, Occurrence.objects.upcoming().first())
