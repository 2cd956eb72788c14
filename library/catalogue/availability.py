"""The availability of titles: on the shelf, lent until a day, on hold; for a whole list in two queries."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, OuterRef, Subquery
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common import clock
from library.models import Copy, Hold, Loan, Title


@dataclass(frozen=True, slots=True)
class CopyStatus:
    """Where a copy is now; `due_on` is set while it is lent, `is_reserved` for the next in the queue."""

    place: str
    state: str
    is_in_storage: bool
    is_put_aside: bool
    due_on: date | None
    today: date
    is_reserved: bool = False

    @property
    def is_on_a_shelf(self) -> bool:
        """Return whether the place of the copy is a known shelf."""
        return bool(self.place) and not self.is_in_storage

    @property
    def is_here(self) -> bool:
        """Return whether the copy can be taken home now."""
        return self.state == Copy.State.IN_USE and self.due_on is None and not self.is_put_aside

    @property
    def words(self) -> str:
        """Return the status as text: "da", "ausgeliehen bis Di, 8. Dezember", "im Lager, bitte fragen"."""
        if self.due_on is not None:
            return _lent_in_words(self.due_on, self.today)
        if self.state == Copy.State.REPAIR:
            return _("in Reparatur")
        if self.state == Copy.State.LOST:
            return _("zurzeit vermisst")
        if self.is_put_aside:
            return _("liegt für jemanden bereit")
        if self.is_reserved:
            return _("vorgemerkt")
        return _("im Lager, bitte fragen") if self.is_in_storage else _("da")


@dataclass(frozen=True, slots=True)
class Availability:
    """The copies of a title, and the number of persons in its queue."""

    copies: tuple[CopyStatus, ...]
    waiting: int = 0

    @property
    def free(self) -> list[CopyStatus]:
        """Return the copies that are neither lent nor reserved, those on the shelf first."""
        here = sorted((copy for copy in self.copies if copy.is_here), key=lambda copy: copy.is_in_storage)
        return here[: max(0, len(here) - self.waiting)]

    @property
    def copies_with_reservations(self) -> list[CopyStatus]:
        """Return all copies; those on the shelf that are reserved for the queue are marked."""
        free = {id(copy) for copy in self.free}
        return [replace(copy, is_reserved=copy.is_here and id(copy) not in free) for copy in self.copies]

    @property
    def is_here(self) -> bool:
        """Return whether a copy can be taken home now."""
        return bool(self.free)

    @property
    def is_lent(self) -> bool:
        """Return whether no copy is free and at least one is lent."""
        return not self.free and any(copy.due_on for copy in self.copies)

    @property
    def can_be_reserved(self) -> bool:
        """Return whether the title has a copy that can be reserved."""
        return any(copy.state != Copy.State.LOST or copy.due_on for copy in self.copies)

    @property
    def words(self) -> str:
        """Return the availability as short text: "da", "ausgeliehen bis Di, 8. Dezember"."""
        if self.free:
            on_shelf = [copy for copy in self.free if not copy.is_in_storage]
            if not on_shelf:
                return self.free[0].words
            return _("da") if len(on_shelf) == 1 else _("%(number)d sind da") % {"number": len(on_shelf)}
        lent = [copy for copy in self.copies if copy.due_on is not None]
        if lent:
            return min(lent, key=lambda copy: copy.due_on).words
        if any(copy.is_here for copy in self.copies):
            return _("vorgemerkt")
        others = sorted(self.copies, key=lambda copy: (not copy.is_put_aside, copy.state == Copy.State.LOST))
        return others[0].words if others else _("nicht mehr bei uns")

    @property
    def place(self) -> str:
        """Return the place of the first free copy: "Regal Roman K"; "" if none is free or it is in storage."""
        return self.free[0].place if self.free and not self.free[0].is_in_storage else ""

    @property
    def sentence(self) -> str:
        """Return availability and place on one line: "da, Regal Roman K"."""
        return ", ".join(filter(None, [self.words, self.place]))

    @property
    def waiting_words(self) -> str:
        """Return the number of waiting persons as text: "2 Personen warten"; "" if there are none."""
        if not self.waiting:
            return ""
        text = ngettext("%(number)d Person wartet", "%(number)d Personen warten", self.waiting)
        return text % {"number": self.waiting}


def availability_of(titles: Iterable[Title]) -> dict[int, Availability]:
    """Return the availability of these titles by their keys, in two queries for any number of titles."""
    keys = [title.pk for title in titles]
    today = clock.today()
    copies: dict[int, list[CopyStatus]] = {key: [] for key in keys}
    for copy in _copies_of(keys):
        copies[copy.title_id].append(
            CopyStatus(copy.place, copy.state, copy.is_in_storage, copy.is_put_aside, copy.due_on, today)
        )
    waiting = Hold.objects.waiting().order_by().filter(title__in=keys).values_list("title").annotate(Count("pk"))
    numbers = dict(waiting)
    return {key: Availability(tuple(copies[key]), numbers.get(key, 0)) for key in keys}


def _copies_of(keys):
    lent = Loan.objects.open().filter(copy=OuterRef("pk")).values("due_on")[:1]
    return Copy.objects.in_stock().filter(title__in=keys).with_status().annotate(due_on=Subquery(lent))


def _lent_in_words(due_on, today):
    if due_on < today:
        return _("ausgeliehen, sollte schon zurück sein")
    return _("ausgeliehen bis %(day)s") % {"day": date_format(due_on, _("D, j. F"))}
