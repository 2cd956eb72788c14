"""The library with 1,000 and with 100,000 titles for the same rows, and the cost of a reservation."""

import itertools
from statistics import median

from .pages import verdict
from .posts import compare, filled_form
from .site.house import touch
from .site.servers import cost, gunicorn

FEW = 1_000
ALLOWED = 1.2
ROUNDS = 5
REQUESTS = 40
_numbers = itertools.count()


def measure(environment):
    """Measure a reservation, then the catalogue with few and with many titles."""
    from kasch_site.common import clock
    from kasch_site.home.house_files.scale import library as library_scale

    library_scale.write(clock.today(), FEW)
    yield from compare(environment, "Reservation", _reservation)
    before = _costs(environment)
    library_scale.write(clock.today(), library_scale.TITLES - FEW)
    after = _costs(environment)
    for name in before:
        text = f"{name}, {library_scale.TITLES:,} titles instead of {FEW:,}"
        yield verdict(text, after[name] / before[name], ALLOWED)


def _costs(environment):
    """Return the cost of pages that show the same number of rows, rendered without the cache."""
    from library.models import Title

    title = Title.objects.published().order_by("pk").first()
    paths = {"Catalogue": "/bibliothek/", "A title": title.get_absolute_url()}
    with gunicorn("kasch_site.wsgi", **environment) as server:
        return {
            name: median(cost(server, path, REQUESTS, before_each=touch) for _round in range(ROUNDS))
            for name, path in paths.items()
        }


def _reservation():
    """Return the form of a reservation as a browser submits it, some time after it was rendered."""
    from django.urls import reverse

    from library.models import Title

    number = next(_numbers)
    title = Title.objects.published().order_by("pk")[number % FEW]
    path = reverse("library:reserve", args=[title.pk])
    return filled_form(path, name="Beispiel Anna", contact=f"messung{number}@example.org")
