"""Which pages the public site has: what the rooms tell search engines, and what they do not (forms, the screen, …)."""

from django.conf import settings
from django.urls import URLPattern, get_resolver, resolve, reverse

from events.planning.printed_plans import printed_months
from kasch_site.common import clock
from kasch_site.common.sections import PageProvider, entries, providers
from kasch_site.pages.models import Page

# Routes that answer with something other than a page: calendars, feeds, PDFs, stylesheets.
NO_PAGES = (".ics", ".atom", ".css", ".pdf", ".xml", ".txt", ".svg", ".webp", ".json", ".js")


def add_page_in_another_language() -> None:
    """Publish a second page in another language than German, beside the Arabic one of the demo house."""
    Page.objects.create(title="How to find us", slug="find-us", language="en", status=Page.Status.PUBLISHED)


def public_paths() -> list[str]:
    """Addresses of pages, each once: those of the sitemap, the days and dates of a month, and the known others."""
    today = clock.today()
    coming = entries(*clock.month_bounds(today.year, today.month))
    known = [
        "/",
        reverse("home:foyer"),
        reverse("events:list"),
        reverse("events:month", args=[today.year, today.month]),
        reverse("events:month", args=[today.year + 1, 1]),
        reverse("events:day", args=[today.year, today.month, today.day]),
        reverse("events:subscribe"),
        reverse("groups:list"),
        reverse("house:contact"),
        reverse("pages:report_barrier"),
        reverse("pages:barrier_reported"),
        reverse("inquiries:room_asked"),
        reverse("inquiries:help_offered"),
        reverse("registration:lookup"),
        reverse("newsletters:subscribe"),
        reverse("newsletters:asked"),
        reverse("newsletters:request_unsubscribe"),
        reverse("counselling:lookup"),
        *_steps_to_an_appointment(),
        *_dates_taking_registrations(coming),
    ]
    known += [reverse("planning:changes", args=[month.year, month.month]) for month in printed_months()]
    listed = [path for each in providers(PageProvider) for path, _changed in each.sitemap()]
    cancelled = [entry.url for entry in coming if entry.is_cancelled][:2]
    return list(dict.fromkeys([*known, *listed, *cancelled, *[entry.url for entry in coming][:3]]))


def _dates_taking_registrations(coming) -> list[str]:
    """The forms of two dates; what somebody sees of their own sign-up has no address that is known."""
    from events.models import Event

    open_to_all = set(Event.objects.exclude(registration_settings=None).values_list("slug", flat=True))
    dates = [entry.url for entry in coming if entry.url.split("/")[2] in open_to_all and not entry.is_cancelled]
    return [f"{url}anmelden/" for url in dates[:2]]


def _steps_to_an_appointment() -> list[str]:
    """The times of a topic and its waiting list; whoever has chosen a time goes on under a secret address."""
    from counselling.models import Topic

    first = Topic.objects.published().first()
    return [reverse(f"counselling:{step}", args=[first.slug]) for step in ("times", "wait")] if first else []


def one_of_each_kind(paths) -> dict[str, str]:
    """For each route the first of the addresses that it answers, by the name of the route."""
    kinds = {}
    for path in paths:
        kinds.setdefault(resolve(path).view_name, path)
    return kinds


def public_routes() -> set[str]:
    """The names of all routes that answer with a public page; an address with a secret word in it is none."""
    return {
        f"{resolver.namespace}:{pattern.name}"
        for resolver in get_resolver(settings.ROOT_URLCONF).url_patterns
        if hasattr(resolver, "url_patterns") and resolver.namespace != "admin"
        for pattern in resolver.url_patterns
        if isinstance(pattern, URLPattern)
        and not str(pattern.pattern).endswith(NO_PAGES)
        and "<str:token>" not in str(pattern.pattern)
    }
