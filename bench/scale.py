"""A page that shows the same rows with 200 and with 20,000 dates in the database."""

from statistics import median

from .house import touch
from .pages import verdict
from .servers import cost, gunicorn

FEW = 200
ALLOWED = 1.2
ROUNDS = 5
REQUESTS = 60


def measure(environment):
    """The month page and the start page, rendered anew, before and after twenty thousand dates are added elsewhere."""
    from kasch_site.common import clock

    day = clock.today()
    paths = {"Month page": f"/veranstaltungen/{day.year}/{day.month:02}/", "Start page": "/"}
    window = clock.local(day.replace(day=1)), clock.month_bounds(*_in_two_months(day))[1]
    _keep_only(FEW, window)
    before = _costs(environment, paths)
    total = _add_twenty_thousand(window)
    after = _costs(environment, paths)
    for name in paths:
        yield verdict(f"{name}, {total} dates in the database instead of {FEW}", after[name] / before[name], ALLOWED)


def _costs(environment, paths):
    with gunicorn("kasch_site.wsgi", **environment) as server:
        return {
            name: median(cost(server, path, REQUESTS, before_each=touch) for _round in range(ROUNDS))
            for name, path in paths.items()
        }


def _in_two_months(day):
    from kasch_site.common.clock import next_month

    last = next_month(next_month(day))
    return last.year, last.month


def _keep_only(number, window):
    """Leave `number` dates: those of the window, as many as fit, and others to fill up."""
    from events.models import Occurrence, Registration

    Registration.objects.all().delete()  # a date that somebody signed up for cannot be deleted

    inside = list(Occurrence.objects.between(*window).values_list("pk", flat=True)[:number])
    outside = Occurrence.objects.exclude(pk__in=inside).values_list("pk", flat=True)[: number - len(inside)]
    Occurrence.objects.exclude(pk__in=[*inside, *outside]).delete()


def _add_twenty_thousand(window):
    """Fill ten years, and take out again what would be shown in the window; returns how many dates there are then."""
    from django.core.management import call_command

    from events.models import Occurrence

    shown = list(Occurrence.objects.between(*window).values_list("pk", flat=True))
    call_command("demo", "--scale", verbosity=0)
    Occurrence.objects.between(*window).exclude(pk__in=shown).delete()
    return Occurrence.objects.count()
