"""The start page and the screen in the foyer."""

from dataclasses import replace
from datetime import timedelta

from django.shortcuts import render
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.sections import StartPageProvider, entries, plan_corrections, providers
from kasch_site.house.building import section_name
from kasch_site.house.opening.status import is_running, open_now

from .facade import facade
from .models import notices_of_today

# The days ahead from which the start page shows entries.
AHEAD = timedelta(days=12)
# The number of corrections to the printed plan on the screen; passers-by read no more.
MAX_CHANGES = 3


@require_safe
def start(request):
    """Show the facade, today's and the next entries, notices, and the cards of the sections."""
    now = clock.now()
    midnight, tomorrow = clock.day_bounds(clock.today())
    upcoming = entries(midnight, midnight + AHEAD)
    today = [entry for entry in upcoming if entry.overlaps(midnight, tomorrow)]
    context = {
        "now": now,
        "facade": facade(now, upcoming),
        "today": today,
        "running": _running(today, now),
        "open_beyond_hours": any(_is_open_to_visitors(entry, now) for entry in today) and not open_now(now).is_open,
        "later": [entry for entry in upcoming if entry.starts_at >= tomorrow and not entry.is_cancelled][:4],
        "cards": list(cards(now, upcoming)),
        "highlight": next_highlight(now),
        "primary_actions": [
            entry for provider in providers(StartPageProvider) for entry in provider.primary_actions(now)
        ],
        "notices": notices_of_today(),
    }
    return render(request, "home/start.html", context)


def next_highlight(now):
    """Return the next date that leads its month, of all sections; None without one."""
    shown = (provider.highlight(now) for provider in providers(StartPageProvider))
    return min(filter(None, shown), key=lambda highlight: highlight.entry.starts_at, default=None)


def _running(today, now):
    """Return the keys of the entries that take place now."""
    return {entry.key for entry in today if is_running(entry, now)}


def _is_open_to_visitors(entry, now):
    """Return whether visitors are let in for it outside opening hours: all day in the house means in opening hours."""
    return entry.ends_at > now and not (entry.is_cancelled or entry.all_day or entry.is_elsewhere)


def cards(now, upcoming):
    """Yield the cards of the sections that have something to show, under the names that the house gives them."""
    for provider in providers(StartPageProvider):
        card = provider.card(now, upcoming)
        if card is not None:
            yield replace(card, name=section_name(card.app, card.name))


def _plan_corrections_from(midnight):
    """Return corrections to the printed plans of this and the next month, from today on."""
    this_month = clock.today().replace(day=1)
    months = (this_month, clock.next_month(this_month))
    return [change for month in months for change in plan_corrections(month) if change.when >= midnight]


@allowed_query_params(ruhig={"1"})
@require_safe
def foyer(request):
    """Show today on a screen without input: the page refreshes itself every minute, without a script.

    `?ruhig=1` turns the refresh off (WCAG 2.2, 2.2.2).
    """
    now = clock.now()
    midnight, tomorrow = clock.day_bounds(clock.today())
    upcoming = entries(midnight, tomorrow + timedelta(days=7))
    today = [entry for entry in upcoming if entry.overlaps(midnight, tomorrow)]
    context = {
        "now": now,
        "today": today,
        "running": _running(today, now),
        "later": [entry for entry in upcoming if entry.starts_at >= tomorrow and not entry.is_cancelled][:4],
        "notices": [notice for notice in notices_of_today() if notice.is_important][:2],
        "changed": _plan_corrections_from(midnight)[:MAX_CHANGES],
    }
    refreshes = "ruhig" not in request.GET
    response = render(request, "home/foyer.html", {**context, "refreshes": refreshes})
    if refreshes:
        response["Refresh"] = "60"
    return response
