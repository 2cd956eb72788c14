"""Pages with the same rows: with 200 and with 20,000 dates, with 40 and with 1,800 free slots in the database."""

import secrets
from datetime import time, timedelta
from statistics import median
from urllib.parse import urlencode

from .pages import verdict
from .posts import cost_of_posts
from .site.house import touch
from .site.servers import cost, gunicorn

FEW = 200
ALLOWED = 1.2
ROUNDS = 5
REQUESTS = 60
FREE_TIMES = (40, 143, 1800)
TIMES_A_DAY = 5


def measure(environment):
    """Measure pages with dates and free slots, with few and with many of them in the database."""
    yield from _measure_free_times(environment)
    yield from _measure_dates(environment)


def _measure_dates(environment):
    """Measure month page and start page, rendered without the cache, before and after adding 20,000 dates elsewhere."""
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
    """Keep `number` dates: those of the window as far as possible, and others."""
    from events.models import Occurrence, Registration

    Registration.objects.all().delete()  # a date with registrations cannot be deleted

    inside = list(Occurrence.objects.between(*window).values_list("pk", flat=True)[:number])
    outside = Occurrence.objects.exclude(pk__in=inside).values_list("pk", flat=True)[: number - len(inside)]
    Occurrence.objects.exclude(pk__in=[*inside, *outside]).delete()


def _add_twenty_thousand(window):
    """Fill ten years, then delete the dates in the displayed window; return the number of dates."""
    from events.models import Occurrence
    from kasch_site.common import clock
    from kasch_site.home.house_files.scale import dates as scale

    shown = list(Occurrence.objects.between(*window).values_list("pk", flat=True))
    scale.write(clock.today())
    Occurrence.objects.between(*window).exclude(pk__in=shown).delete()
    return Occurrence.objects.count()


def _measure_free_times(environment):
    """Measure the first page of free slots of a topic, and the response to a request for a taken slot."""
    few, *more = FREE_TIMES
    topics = {number: _topic_with(number) for number in FREE_TIMES}
    pages, refusals = [], []
    with gunicorn("bench.site.no_rate_limits", **environment) as server:
        for _round in range(ROUNDS):
            pages.append({number: cost(server, path, REQUESTS) for number, (path, _taken) in topics.items()})
            refusals.append({number: _refusal_cost(server, *topics[number]) for number in topics})
    for number in more:
        for title, costs in (("Free times", pages), ("A time that is taken, refused", refusals)):
            growth = median(each[number] / each[few] for each in costs)
            yield verdict(f"{title}, {number} free ones instead of {few}", growth, ALLOWED)
    beside = median(refused[few] / page[few] for refused, page in zip(refusals, pages, strict=True))
    yield f"A time that is taken, refused, against the page that is shown again with it: {beside:.2f}x"


def _refusal_cost(server, path, taken):
    return cost_of_posts(server, lambda: _choice(path, taken), expected=(422,))


def _topic_with(number):
    """Create a topic with that many free slots, equally many per day; return the URL of its page and a taken slot."""
    from counselling.models import Counsellor, ScheduleRule, Slot, Topic
    from kasch_site.common import clock

    topic = Topic.objects.create(name=f"Messung {number}", slug=f"messung-{number}", status=Topic.Status.PUBLISHED)
    counsellor = Counsellor.objects.create(name=f"Messung, {number} freie Zeiten")
    day = clock.today() + timedelta(days=1)
    hours = ScheduleRule.objects.create(
        counsellor=counsellor, weekday=day.weekday(), starts=time(8), ends=time(18), minutes=20, valid_from=day
    )
    hours.topics.add(topic)

    def slot(day, step, **state):
        begin = clock.local(day, time(8)) + timedelta(minutes=20 * step)
        return Slot(counsellor=counsellor, rule=hours, starts_at=begin, ends_at=begin + timedelta(minutes=20), **state)

    places = (divmod(each, TIMES_A_DAY) for each in range(number))
    Slot.objects.bulk_create(slot(day + timedelta(days=days), step) for days, step in places)
    taken = slot(day, TIMES_A_DAY, state=Slot.State.BOOKED)
    taken.save()
    return f"/beratung/{topic.slug}/termin/", taken.pk


def _choice(path, slot):
    """Choose a slot as a browser does."""
    secret = secrets.token_hex(16)
    return path, urlencode({"csrfmiddlewaretoken": secret, "zeit": slot}), {"Cookie": f"csrftoken={secret}"}
