"""The pages of the public site: those in the sitemap, and those that are not (forms, the foyer screen, …)."""

from django.conf import settings
from django.urls import URLPattern, get_resolver, resolve, reverse

from events.planning.printed_plans import printed_months
from kasch_site.common import clock
from kasch_site.common.sections import PageProvider, entries, providers
from kasch_site.pages.models import Page
from tests.support.pages import newspaper_examples

# Routes whose response is not a page: calendars, feeds, PDFs, stylesheets.
ACCOUNT_BUTTONS = {"renew", "cancel_own_hold", "more_time", "finish"}
NO_PAGES = (".ics", ".atom", ".css", ".pdf", ".xml", ".txt", ".svg", ".webp", ".json", ".js")


def add_page_in_another_language() -> None:
    """Publish an English page, in addition to the Arabic one of the demo house, unless there is one.

    And an issue of the newspaper with all that one can have.
    """
    newspaper_examples.missing_records()
    values = {"title": "How to find us", "status": Page.Status.PUBLISHED}
    Page.objects.get_or_create(slug="find-us", language="en", defaults=values)


def public_paths() -> list[str]:
    """Return the URLs of pages, each once: those of the sitemap, of days and dates of a month, and listed others."""
    today = clock.today()
    upcoming = entries(*clock.month_bounds(today.year, today.month))
    paths = [
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
        reverse("inquiries:room_requested"),
        reverse("inquiries:help_offered"),
        reverse("registration:lookup"),
        reverse("newsletters:subscribe"),
        reverse("newsletters:requested"),
        reverse("newsletters:request_unsubscribe"),
        reverse("counselling:lookup"),
        reverse("search:search"),
        reverse("library:reading_list"),
        reverse("library:look_up"),
        reverse("library:ask"),
        reverse("library:account"),
        reverse("library:ask_for_new_pin"),
        *newspaper_examples.paths(),
        *_reserving_pages(),
        *_booking_pages(),
        *_registration_forms(upcoming),
    ]
    paths += [reverse("planning:changes", args=[month.year, month.month]) for month in printed_months()]
    listed = [
        path
        for provider in providers(PageProvider)
        for path, _changed in provider.sitemap()
        if not path.endswith(NO_PAGES)
    ]
    cancelled = [entry.url for entry in upcoming if entry.is_cancelled][:2]
    return list(dict.fromkeys([*paths, *listed, *cancelled, *[entry.url for entry in upcoming][:3]]))


def _registration_forms(upcoming) -> list[str]:
    """Return the registration forms of two dates; pages of registrants have secret URLs."""
    from events.models import Event

    slugs = set(Event.objects.exclude(registration_settings=None).values_list("slug", flat=True))
    dates = [entry.url for entry in upcoming if entry.url.split("/")[2] in slugs and not entry.is_cancelled]
    return [f"{url}anmelden/" for url in dates[:2]]


def _booking_pages() -> list[str]:
    """Return the slots and the waitlist form of a topic; the later steps have secret URLs."""
    from counselling.models import Topic

    first = Topic.objects.published().first()
    return [reverse(f"counselling:{step}", args=[first.slug]) for step in ("times", "wait")] if first else []


def _reserving_pages() -> list[str]:
    """Return the two forms that reserve a title of the library."""
    from library.models import Title

    first = Title.objects.published().first()
    return [reverse(f"library:{form}", args=[first.pk]) for form in ("reserve", "reserve_with_card")] if first else []


def one_of_each_kind(paths) -> dict[str, str]:
    """Return the first of these URLs of each route, by the name of the route."""
    kinds = {}
    for path in paths:
        kinds.setdefault(resolve(path).view_name, path)
    return kinds


def public_routes() -> set[str]:
    """Return the names of all routes of public pages, without those with a token and those that exist only in tests."""
    return {
        f"{resolver.namespace}:{pattern.name}"
        for resolver in get_resolver(settings.ROOT_URLCONF).url_patterns
        if hasattr(resolver, "url_patterns") and resolver.namespace not in ("admin", "example_section")
        for pattern in resolver.url_patterns
        if isinstance(pattern, URLPattern)
        and not str(pattern.pattern).endswith(NO_PAGES)
        and "<str:token>" not in str(pattern.pattern)
        # Buttons of a reader's account: they need its cookie, and answer a POST only.
        and pattern.name not in ACCOUNT_BUTTONS
    }
