"""Pages of an event with its next dates, and of a single date."""

from dataclasses import dataclass

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.calendar.details import Details, details_of
from events.calendar.differences import differences_in_words
from events.calendar.entries import entries_of, entry_of
from events.models import Event
from events.recurrence.descriptions import series_in_words
from events.registration.capacity.availability import Availability, availability_of, is_unchanged, taken_of
from kasch_site.common import clock
from kasch_site.common.admin.publishing.draft_preview import not_cacheable, preview_kind
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.common.redirects import new_address, redirect_permanently
from kasch_site.common.sections import Entry, Facts
from kasch_site.common.text.fact_words import facts_by_name
from kasch_site.common.text.time_words import when_in_words
from kasch_site.house.building import building

NEXT_DATES = 8
# More than two years of weekly dates; a longer list has no readers.
MAX_DATES = 120
PAST_DATES = 3
GONE = "weg"  # ?termin=weg: the reader asked for a date that is no longer there


@dataclass(frozen=True, slots=True)
class DateLink:
    """A date of an event as a row with a link."""

    url: str
    when: str
    moment: str
    note: str
    is_cancelled: bool
    places: Availability | None = None

    @classmethod
    def of(cls, entry: Entry, event: Details, shown: Facts, places: Availability | None = None):
        """Return the row of an entry; it includes its access if that differs from `shown`, the access on the page."""
        notes = [entry.title] if entry.title != event.title else []
        notes += [entry.difference] if entry.difference else []
        notes += [entry.where] if entry.where and entry.where != event.place.name else []
        notes += [entry.facts.access_words] if entry.facts.is_step_free is not shown.is_step_free else []
        notes = [": ".join(part for part in (_("Entfällt"), entry.reason) if part)] if entry.is_cancelled else notes
        when = when_in_words(entry.starts_at, entry.ends_at, entry.all_day)
        start = timezone.localtime(entry.starts_at)
        moment = start.date().isoformat() if entry.all_day else start.isoformat()
        return cls(entry.url, when, moment, " · ".join(filter(None, notes)), entry.is_cancelled, places)


@allowed_query_params(termin={GONE}, termine={"alle"})
@require_safe
def event(request, slug):
    """Show an event; `?termine=alle` lists all future dates, `?vorschau=1` shows staff a draft."""
    event_row, preview = _event_or_404(request, slug)
    details, shows_all = details_of({event_row.pk})[event_row.pk], request.GET.get("termine") == "alle"
    upcoming, has_more = _upcoming(event_row, MAX_DATES if shows_all else NEXT_DATES)
    past = [] if upcoming else entries_of(event_row.occurrences.order_by("-starts_at", "-pk")[:PAST_DATES])
    taken = taken_of(event_row)
    places = availability_of(event_row, upcoming, taken)
    following = next((entry for entry in upcoming if not entry.is_cancelled), None)
    facts = following.facts if following else details.facts
    context = {
        **_shared(event_row, details, preview, details.place.name, details.place.room_id),
        "facts": facts_by_name(facts),
        "next": following,
        "places": following and places.get(following.key),
        "when": following and when_in_words(following.starts_at, following.ends_at, following.all_day),
        "dates": [DateLink.of(entry, details, facts, places.get(entry.key)) for entry in upcoming],
        "past": [DateLink.of(entry, details, facts) for entry in past],
        "has_more": has_more and not shows_all,
        "date_is_gone": request.GET.get("termin") == GONE,
        "shows_all": shows_all,
        "rules": [series_in_words(series) for series in event_row.series.all() if _continues(series)],
    }
    return _answer(render(request, "events/event_detail.html", context), preview, is_unchanged(event_row, taken))


def _upcoming(event, limit):
    """Return at most `limit` future dates, and whether there are more."""
    dates = entries_of(event.occurrences.upcoming().order_by("starts_at", "pk")[: limit + 1])
    return dates[:limit], len(dates) > limit


@require_safe
def occurrence(request, slug, key):
    """Show one date. If it was deleted, redirect its URL (possibly printed on a plan) to the event."""
    try:
        event_row, preview = _event_or_404(request, slug)
    except PageNotFound:
        renamed = new_address(reverse("events:event", args=[slug]))
        if renamed is None:
            raise
        return redirect_permanently(f"{renamed}{key}/")
    date = event_row.occurrences.filter(key=key).select_related("series", "room").first()
    if date is None:
        return redirect(f"{details_of({event_row.pk})[event_row.pk].url}?termin={GONE}")
    date.event = event_row
    entry, details, now = entry_of(date), details_of({event_row.pk})[event_row.pk], clock.now()
    others = entries_of(
        event_row.occurrences.upcoming(now).exclude(pk=date.pk).order_by("starts_at", "pk")[:NEXT_DATES]
    )
    taken = taken_of(event_row)
    places = availability_of(event_row, [entry, *others], taken)
    context = {
        **_shared(event_row, details, preview, entry.where, entry.room_id),
        "entry": entry,
        "when": when_in_words(entry.starts_at, entry.ends_at, entry.all_day),
        "facts": facts_by_name(entry.facts),
        "languages": entry.facts.languages,
        "places": places.get(entry.key),
        "differences": differences_in_words(date, entry, details.place.name),
        "is_over": entry.ends_at <= now,
        "dates": [DateLink.of(other, details, entry.facts, places.get(other.key)) for other in others],
    }
    return _answer(render(request, "events/occurrence_detail.html", context), preview, is_unchanged(event_row, taken))


def _event_or_404(request, slug):
    """Return the event if it is visible to residents or staff request a preview, and the preview (see `previews`)."""
    preview = preview_kind(request, Event)
    events = Event.objects.all() if preview else Event.objects.published()
    event = events.filter(slug=slug).select_related("picture", "group").first()
    if event is None:
        raise PageNotFound(_("Diese Veranstaltung gibt es nicht."))
    return event, preview


def _shared(event, details, preview, where, room_id):
    group = details.group_at(clock.now())
    return {
        "event": event,
        "details": details,
        "group": event.group if group else None,
        "facts": facts_by_name(details.facts),
        "languages": details.facts.languages,
        "stop": event.stop or _stop_of_the_house(where, room_id),
        "preview": preview,
        "is_public": event.is_published(),
        "preview_title": event.title,
        "preview_text": event.summary,
        "preview_image": event.picture.file.url if event.picture and event.picture.file else "",
    }


def _stop_of_the_house(where, room_id):
    """Return the stop nearest to the house, for dates in the house only."""
    house = building().house
    return house.stop if house and (room_id or not where) else ""


def _continues(series):
    return series.until is None or series.until >= clock.today()


def _answer(response, preview, is_still_valid):
    response.is_still_valid = is_still_valid
    return not_cacheable(response) if preview else response
