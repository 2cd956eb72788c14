"""Closed days: move due dates and pickup days to open days of the library, and notify each person once."""

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common import clock
from kasch_site.common.sections import Entry
from library.circulation.loans.due_dates import SECTION, is_open_on, open_day_from
from library.models import Hold, Loan, Patron
from library.notifications import notifications

from .locks import lock_all


def effects_of_closing(first: date, last: date) -> list[Entry]:
    """Return one entry with the number of due dates and pickup days in this period; none if there are none."""
    loans = Loan.objects.open().filter(due_on__range=(first, last)).count()
    holds = Hold.objects.ready().filter(pickup_until__range=(first, last)).count()
    if not loans + holds:
        return []
    days = ngettext("%(number)d Frist in der Bibliothek", "%(number)d Fristen in der Bibliothek", loans + holds)
    start = clock.local(first)
    return [
        Entry(
            key=f"{SECTION}:closing:{first}",
            title=days % {"number": loans + holds},
            starts_at=start,
            ends_at=clock.local(last + timedelta(days=1)),
            url=reverse("library:catalogue"),
            app=SECTION,
            all_day=True,
            difference=_("auf später verschoben, alle bekommen Bescheid"),
            changed_at=start,
        )
    ]


def close(first: date, last: date, reason: str) -> int:
    """Move due dates and pickup days out of the closed days; return the number of persons notified."""
    return move_to_open_days()


@transaction.atomic
def move_to_open_days() -> int:
    """Move due dates and pickup days, from today on, that are not open days; return the number of persons notified.

    Idempotent. Each person gets one message about all moved dates.
    """
    today = clock.today()
    upcoming = Loan.objects.open().filter(due_on__gte=today), Hold.objects.ready().filter(pickup_until__gte=today)
    lock_all(titles=[*upcoming[0].values_list("copy__title", flat=True), *upcoming[1].values_list("title", flat=True)])
    loans = _move(Loan.objects.open().filter(due_on__gte=today), "due_on")
    holds = _move(Hold.objects.ready().filter(pickup_until__gte=today), "pickup_until")
    return _notify(loans, notifications.visitors.without_unsent(holds, "ready"))


def _notify(loans, holds) -> int:
    """Queue one message about all moved dates for each person; update a message that is still waiting."""
    patrons = {loan.patron_id for loan in loans} | {hold.patron_id for hold in holds if hold.patron_id}
    persons = [*Patron.objects.filter(pk__in=patrons).order_by("pk"), *(hold for hold in holds if not hold.patron_id)]
    occasion = clock.now().isoformat()
    to_notify = notifications.visitors.without_unsent(persons, "dates_moved")
    return notifications.visitors.notify_all(to_notify, "dates_moved", lambda _person: occasion)


def _move(rows, field):
    """Move this date of the rows to an open day, under their locks; return the moved ones."""
    closed = [day for day in rows.order_by().values_list(field, flat=True).distinct() if not is_open_on(day)]
    moved = list(rows.filter(**{f"{field}__in": closed}).select_for_update(of=("self",)).order_by("pk"))
    for row in moved:
        setattr(row, field, open_day_from(getattr(row, field)))
    rows.model.objects.bulk_update(moved, [field], batch_size=200)
    return moved
