"""Calendar subscriptions (iCalendar), and the page that explains them.

Subscriptions remain on phones for years without maintenance: every URL must remain valid, also after staff rename an
event or a group.
"""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.calendar.entries import entries_of
from events.models import Category, Event, Occurrence
from events.printing.plan_by_mail import MonthPlan
from kasch_site.common import clock
from kasch_site.common.export import ical
from kasch_site.common.export.publisher import site_of
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.redirects import current_slug
from kasch_site.common.sections import entries
from kasch_site.common.text.german_order import sort_key
from kasch_site.common.text.slugs import is_slug
from kasch_site.groups.models import Group
from kasch_site.house.web.feeds import publisher

# The period of a calendar. Phones fetch it every hour, so it ends after half a year.
PAST_INCLUDED = timedelta(weeks=1)
FUTURE_INCLUDED = timedelta(days=180)


@allowed_query_params("kategorie", "gruppe")
@require_safe
def calendar(request):
    """Return all dates of all sections as a calendar, or those of a category (`?kategorie=`) or group (`?gruppe=`)."""
    group = _chosen_group(request)
    midnight = clock.local(clock.today())
    shown = entries(midnight - PAST_INCLUDED, midnight + FUTURE_INCLUDED, group=group.slug if group else None)
    category = _chosen_category(request, shown)
    if category:
        shown = [entry for entry in shown if entry.category and entry.category.slug == category.slug]
    names = [chosen.name for chosen in (category, group) if chosen]
    return _answer(request, shown, names, url=reverse("events:list"))


@require_safe
def event_calendar(request, slug):
    """Return all dates of one event, from a week ago."""
    event = _find(Event.objects.published(), slug, _("Diese Veranstaltung gibt es nicht."))
    since = clock.local(clock.today()) - PAST_INCLUDED
    dates = Occurrence.objects.filter(event=event, ends_at__gt=since).order_by("starts_at", "pk")
    return _answer(request, entries_of(dates), [event.title], url=event.get_absolute_url())


@require_safe
def date_calendar(request, slug, key):
    """Return one date, regardless of its age."""
    event = _find(Event.objects.published(), slug, _("Diese Veranstaltung gibt es nicht."))
    shown = entries_of(Occurrence.objects.filter(event=event, key=key))
    if not shown:
        raise PageNotFound(_("Diesen Termin gibt es nicht."))
    return _answer(request, shown, [shown[0].title], url=shown[0].url)


@dataclass(frozen=True, slots=True)
class Subscription:
    """A calendar subscription: its URL for copying, and the URL that opens the calendar app of the device."""

    name: str
    address: str
    webcal: str

    @classmethod
    def to(cls, request, name, **chosen):
        """Return the subscription to the calendar with these parameters."""
        address = site_of(request) + reverse("events:calendar") + (f"?{urlencode(chosen)}" if chosen else "")
        return cls(name, address, "webcal" + address[address.index(":") :])


@require_safe
@allowed_query_params("kategorie", "gruppe")
def subscribe(request):
    """Show how to subscribe on a phone or computer, with all available calendars.

    `?kategorie=` or `?gruppe=` puts that calendar first, for readers who come from its page.
    """
    upcoming = entries(clock.now(), clock.now() + FUTURE_INCLUDED)
    published = set(Group.objects.published().values_list("slug", flat=True))
    categories = _by_name(entry.category for entry in upcoming)
    groups = [group for group in _by_name(entry.group for entry in upcoming) if group.slug in published]
    context = {
        "chosen": _chosen_subscription(request, upcoming),
        "everything": Subscription.to(request, _("Alle Termine")),
        "categories": [Subscription.to(request, each.name, kategorie=each.slug) for each in categories],
        "groups": [Subscription.to(request, each.name, gruppe=each.slug) for each in groups],
        "mail_url": MonthPlan().subscribe_url(),
    }
    return render(request, "events/subscribe.html", context)


def _chosen_subscription(request, upcoming):
    category, group = _chosen_category(request, upcoming), _chosen_group(request)
    if category:
        return Subscription.to(request, category.name, kategorie=category.slug)
    return Subscription.to(request, group.name, gruppe=group.slug) if group else None


def _by_name(facets):
    return sorted({facet for facet in facets if facet}, key=lambda facet: (sort_key(facet.name), facet.slug))


def _chosen_group(request):
    slug = request.GET.get("gruppe")
    return _find(Group.objects.published(), slug, _("Diese Gruppe gibt es nicht.")) if slug else None


def _chosen_category(request, entries):
    """Return a category of the events, or one used only by another section."""
    slug = request.GET.get("kategorie")
    if not slug:
        return None
    elsewhere = {entry.category.slug: entry.category for entry in entries if entry.category}
    return elsewhere.get(slug) or _find(Category.objects.all(), slug, _("Diese Kategorie gibt es nicht."))


def _find(records, slug, otherwise):
    """Return the record with that current or former slug; raise 404 with a message if there is none."""
    if is_slug(slug):
        record = records.filter(slug=slug).first() or _renamed(records, slug)
        if record:
            return record
    raise PageNotFound(otherwise)


def _renamed(records, slug):
    if not hasattr(records.model, "get_absolute_url"):
        return None
    renamed = current_slug(records.model(slug=slug).get_absolute_url())
    return records.filter(slug=renamed).first() if renamed else None


def _answer(request, entries, names, *, url):
    house = publisher(request)
    title = ": ".join(part for part in (house.name, ", ".join(names)) if part) or _("Veranstaltungen")
    content = ical.calendar(entries, house, name=title, url=url)
    return HttpResponse(content, content_type=ical.CONTENT_TYPE)
