"""Find patrons and copies by typed text: a name, a title, an ISBN, a short number."""

from django.db.models import QuerySet

from kasch_site.common.text.folding import word_matcher
from kasch_site.common.text.german_order import GermanOrder, sort_key
from library.models import Copy, NumberKind, Patron
from library.models.numbers import number_of

MAX_RESULTS = 12


def patrons_by_name(typed: str) -> QuerySet[Patron]:
    """Return the first members whose names contain each of the words, in any order and spelling."""
    matches = word_matcher(typed)
    if matches is None:
        return Patron.objects.none()
    names = Patron.objects.members().order_by().values_list("pk", "name")
    own = [pk for pk, name in names.iterator() if matches(name)]
    return Patron.objects.filter(pk__in=own[: MAX_RESULTS * 5]).order_by(GermanOrder("name"), "pk")[:MAX_RESULTS]


def patrons_by_serial(serial: str) -> QuerySet[Patron]:
    """Return the patron whose valid card has this short number."""
    return Patron.objects.with_card(number_of(NumberKind.CARD, int(serial)))


def copies_by_serial(serial: str) -> QuerySet[Copy]:
    """Return the copy whose label has this short number."""
    return _for_a_choice(Copy.objects.filter(number=number_of(NumberKind.COPY, int(serial))))


def copies_by_isbn(isbn: str) -> QuerySet[Copy]:
    """Return the copies of the title with this ISBN-13."""
    return _for_a_choice(Copy.objects.in_stock().filter(title__isbn=isbn))


def copies_by_title(typed: str) -> QuerySet[Copy]:
    """Return copies of titles that begin with the text."""
    return _for_a_choice(Copy.objects.in_stock().filter(title__sort_title__startswith=sort_key(typed)))


def _for_a_choice(copies):
    ordered = copies.with_status().select_related("title").order_by("title__sort_title", "number")
    return ordered[:MAX_RESULTS]
