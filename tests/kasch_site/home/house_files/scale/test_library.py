"""A library in large numbers: complete, consistent, and always the same."""

import pytest
from django.db.models import Sum

from kasch_site.common import clock
from kasch_site.common.search.queries import search
from kasch_site.home import house_files
from kasch_site.home.house_files.scale import library as library_scale
from library.models import Card, Copy, Loan, LoanCount, Patron, Title
from tests.library.circulation.consistency import check_consistency

pytestmark = pytest.mark.django_db


@pytest.fixture
def large(folder):
    """Load the second house, then three hundred titles more."""
    house_files.load(folder)
    library_scale.write(clock.today(), 300)
    return Title.objects.filter(series=library_scale.SERIES)


def test_every_title_has_a_copy_and_loans_are_consistent(large):
    assert large.count() == large.published().count() == 300
    assert Copy.objects.filter(title__in=large).count() == 360
    assert (Patron.objects.count() - 1, Card.objects.valid().count() - 1) == (15, 15)
    assert LoanCount.objects.filter(title__in=large).aggregate(all=Sum("number")) == {"all": 600}
    assert check_consistency()["lent"] == 1 + 9


def test_the_large_stock_is_found_and_in_order(large):
    first = large.order_by("pk").first()
    result = search(first.title, kinds=["library.title"], limit=50)
    assert first.title in [hit.title for hit in result.hits]
    assert len(set(large.values_list("sort_title", flat=True))) > 10


def test_a_large_stock_can_grow_further(large):
    library_scale.write(clock.today(), 300)
    assert large.count() == 600
    assert Patron.objects.filter(name__startswith="Beispiel").count() >= 30


def test_the_large_stock_is_always_the_same(large):
    titles = list(large.order_by("pk").values_list("title", "authors", "added_on"))
    Loan.objects.all().delete()
    LoanCount.objects.all().delete()
    Copy.objects.filter(title__in=large).delete()
    Card.objects.all().delete()
    Patron.objects.filter(name__startswith="Beispiel").delete()
    large.delete()
    library_scale.write(clock.today(), 300)
    assert list(large.order_by("pk").values_list("title", "authors", "added_on")) == titles
