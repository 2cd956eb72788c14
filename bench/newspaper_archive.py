"""The newspaper with 15 and with 150 issues for the same rows, and a search in all their pages."""

import random
import re
from statistics import median

from .pages import verdict
from .search import BARE, SEARCHES, compare
from .site.house import touch
from .site.servers import cost, gunicorn

FEW = 15
ALLOWED = 1.2
ROUNDS = 5
REQUESTS = 40
KIND = "newspaper.page"


def measure(environment):
    """Measure pages with few and with many issues, then the search."""
    from kasch_site.home.house_files.scale import newspaper as newspaper_scale

    newspaper_scale.write(FEW)
    paths = _paths()
    before = _costs(environment, paths)
    newspaper_scale.write(newspaper_scale.ISSUES - FEW)
    after = _costs(environment, paths)
    for name in paths:
        text = f"{name}, {newspaper_scale.ISSUES} issues instead of {FEW}"
        yield verdict(text, after[name] / before[name], ALLOWED)
    yield from _search()


def _paths():
    """Return the URLs of pages with the same content for few and for many issues."""
    from kasch_site.home.house_files.scale import newspaper as newspaper_scale
    from newspaper.models import Page

    page = Page.objects.filter(issue__theme=newspaper_scale.THEME).select_related("issue").order_by("pk")[2]
    word = _words(page.text)[0]
    return {
        "Archive": "/zeitung/",
        "A year": f"/zeitung/{page.issue.year}/",
        "An issue": page.issue.get_absolute_url(),
        "A page": page.get_absolute_url(),
        "A page with marks": f"{page.get_absolute_url()}?q={word}",
    }


def _costs(environment, paths):
    """Return the cost of the pages, rendered without the cache."""
    with gunicorn("kasch_site.wsgi", **environment) as server:
        return {
            name: median(cost(server, path, REQUESTS, before_each=touch) for _round in range(ROUNDS))
            for name, path in paths.items()
        }


def _search():
    """Search for words that some pages have, one or two of them."""
    from django.db import connection

    from newspaper.models import Page

    create, insert, select = BARE[connection.vendor]
    texts = dict(Page.objects.published().values_list("pk", "text"))
    with connection.cursor() as cursor:
        for statement in create:
            cursor.execute(statement)
        cursor.executemany(insert, list(texts.items()))
        cursor.execute("ANALYZE")
    yield f"{len(texts)} pages on {connection.vendor}"
    rng = random.Random(100)
    chosen = rng.sample(sorted(texts), SEARCHES)
    queries = [" ".join(rng.sample(_words(texts[key]), 1 + number % 2)) for number, key in enumerate(chosen)]
    yield from compare(select, queries, KIND, "Search in pages")


def _words(text):
    """Return the words of a text that are long enough to be searched for, the shortest first."""
    return sorted(set(re.findall(r"[A-ZÄÖÜ][a-zäöüß]{5,}", text)), key=lambda word: (len(word), word))
