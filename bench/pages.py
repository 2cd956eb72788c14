"""The cost of start page and month page, cached and uncached, as ratios to the bare view."""

from statistics import median

from .site.house import touch
from .site.servers import cost, fetch, gunicorn

ROUNDS = 5
UNCHANGED = 600
UNCACHED = 60
ALLOWED_UNCHANGED = 1.6
ALLOWED_UNCACHED = 40
ALLOWED_PER_DATE = 0.3


def measure(environment):
    """Yield a line for each ratio, with the limit and whether it is met."""
    from kasch_site.common import clock
    from kasch_site.common.sections import entries

    today = clock.today()
    dates = len(entries(*clock.month_bounds(today.year, today.month)))
    month = f"/veranstaltungen/{today.year}/{today.month:02}/"
    yield from compare(environment, "Start page", "/", ALLOWED_UNCACHED)
    yield from compare(environment, f"Month page, {dates} dates", month, ALLOWED_UNCACHED + ALLOWED_PER_DATE * dates)


def compare(environment, name, path, allowed_uncached):
    """Measure both servers in turn, several rounds, so that other load affects both; return the median ratio."""
    with gunicorn("kasch_site.wsgi", **environment) as ours:
        size = len(fetch(ours.connect(), path)[2])
        with gunicorn("bench.baselines.page", BARE_BYTES=str(size)) as bare:
            unchanged, uncached, bare_ms = [], [], []
            for _round in range(ROUNDS):
                base = cost(bare, path, UNCHANGED)
                bare_ms.append(base)
                unchanged.append(cost(ours, path, UNCHANGED) / base)
                uncached.append(cost(ours, path, UNCACHED, before_each=touch) / base)
    yield f"{name}: {size} bytes compressed; the bare view costs {median(bare_ms):.3f} ms"
    yield verdict(f"{name}, unchanged", median(unchanged), ALLOWED_UNCHANGED)
    yield verdict(f"{name}, uncached", median(uncached), allowed_uncached)


def verdict(name, ratio, allowed):
    """Return a line with the figure, the limit, and whether it is met."""
    return f"{name}: {ratio:.2f}x (allowed {allowed:.2f}x) {'ok' if ratio <= allowed else 'TOO DEAR'}"
