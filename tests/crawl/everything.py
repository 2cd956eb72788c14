"""Look at everything that can be reached by links, so many of each kind; and what has been looked at at all."""

from collections import deque

from django.urls import URLPattern, get_resolver, resolve, reverse

from tests.crawl.browser import local, route_of

# Routes of the administration that Django brings along and that show nothing of ours.
DJANGOS_OWN = {
    None: "leads from a short address to the form of a record, or is the page for unknown addresses",
    "app_list": "a part of the first page; nothing links to it",
    "autocomplete": "answers a script with what stands in the lists",
    "jsi18n": "Django's words for its scripts",
    "logout": "its page is a template of ours that is tested by itself",
    "password_change_done": "is reached by changing the password of the account that looks",
    "view_on_site": "leads to public pages, which are looked at there",
}


def walk(browser, starts, most, may_enter=lambda address: True, afterwards=()):
    """Yield the answer to every address that is reached from `starts`, breadth first, so many of each route.

    `most` says how many like this address, those with the same route and the same names in the query. `afterwards` are
    addresses that are looked at in the end, if nothing of their kind was found before.
    """
    waiting, known, counted = deque(starts), set(starts), {}
    later = deque(afterwards)
    while waiting or later:
        is_late = not waiting
        address = later.popleft() if is_late else waiting.popleft()
        route = route_of(address)
        if route is None or not may_enter(address) or (is_late and route in counted):
            continue
        counted[route] = counted.get(route, 0) + 1
        if counted[route] > most(address):
            continue
        answer = browser.get(address)
        yield answer
        found = list(answer.links())
        if answer.location:
            found.append(local(answer.location))
        for each in found:
            if each not in known and each.startswith("/"):
                known.add(each)
                waiting.append(each)


def routes_of_the_site(in_administration: bool) -> set[str]:
    """The patterns of all addresses that answer, of the administration or of all else."""
    return {
        route
        for route, name in _patterns(get_resolver())
        if route.startswith("admin/") == in_administration
        and not (in_administration and (name in DJANGOS_OWN or _is_hidden(route, name)))
    }


def _is_hidden(route, name):
    """Whether a page for one record cannot be reached, because an address of ours comes before it."""
    return "<path:object_id>" in route and resolve(reverse(f"admin:{name}", args=[1])).route != route


def _patterns(resolver, before=""):
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route, each.name
        else:
            yield from _patterns(each, route)


def routes_seen(addresses) -> set[str]:
    """The patterns that have answered these addresses."""
    return {resolve(address.partition("?")[0]).route for address in addresses if route_of(address)}
