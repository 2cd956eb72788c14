"""Erase returned loans, so that nobody can see who has read what; only numbers by title and month are kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from kasch_site.common.rate_limits import limits
from library.circulation.locks import lock_all
from library.models import DeskLine, Loan, LoanCount


@transaction.atomic
def erase(returned: QuerySet[Loan]) -> int:
    """Erase returned loans, with the lines of the desk about them, and count them; return their number.

    Callers in a transaction that has changed something hold the locks of these titles (`lock_all`).
    """
    lock_all(titles=titles_of(returned))
    loans = list(returned.select_related("copy").select_for_update(of=("self",)).order_by("pk"))
    _count(loans)
    DeskLine.objects.filter(loan__in=loans).update(loan=None)
    Loan.objects.filter(pk__in=[loan.pk for loan in loans]).delete()
    return len(loans)


def titles_of(loans: QuerySet[Loan]) -> list[int]:
    """Return the keys of the lent titles."""
    return list(loans.order_by().values_list("copy__title", flat=True).distinct())


def _count(loans: Iterable[Loan]):
    added: dict[date, Counter[int]] = defaultdict(Counter)
    for loan in loans:
        added[localdate(loan.lent_at).replace(day=1)][loan.copy.title_id] += 1
    for month, numbers in sorted(added.items()):
        # Others who count for this month wait, because all its rows are written again.
        limits.lock("loans of a month", month.isoformat())
        before = LoanCount.objects.filter(month=month)
        numbers.update(dict(before.values_list("title", "number")))
        before.delete()
        rows = [LoanCount(title_id=title, month=month, number=number) for title, number in sorted(numbers.items())]
        LoanCount.objects.bulk_create(rows, batch_size=500)
