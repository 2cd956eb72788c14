"""Dates of events as entries of the contract."""

from kasch_site.common.rooms import Entry, Facet, Facts, Status

from .models import Event, Occurrence


def entries_between(start, end, *, group=None):
    """Visible dates that go on in [start, end), in two queries however many there are."""
    found = Occurrence.objects.visible().between(start, end)
    if group is not None:
        found = found.filter(event__group__slug=group)
    return entries_of(found)


def entries_of(occurrences) -> list[Entry]:
    """The dates of a queryset, in two queries however many there are."""
    found = occurrences.select_related("event__category", "event__group", "event__room", "room")
    return [entry_of(occurrence) for occurrence in found.prefetch_related("event__languages")]


def entry_of(occurrence) -> Entry:
    """One date, with everything that other rooms may show of it."""
    event = occurrence.event
    place, room = where(occurrence)
    return Entry(
        key=f"events:{occurrence.uid.hex}",
        title=occurrence.shown_title,
        starts_at=occurrence.starts_at,
        ends_at=occurrence.ends_at,
        all_day=occurrence.is_all_day,
        url=occurrence.get_absolute_url(),
        app="events",
        status=Status.CANCELLED if occurrence.is_cancelled else Status.PLANNED,
        reason=occurrence.reason,
        where=place,
        room_id=room.pk if room else None,
        summary=event.summary,
        category=Facet(event.category.slug, event.category.name) if event.category else None,
        group=Facet(event.group.slug, event.group.name) if event.group else None,
        facts=facts_of(event, room),
        uid=str(occurrence.uid),
        sequence=occurrence.sequence,
        changed_at=max(occurrence.changed_at, event.changed_at),
    )


def where(occurrence):
    """The place in words, and the room of the house or None: what the date says comes before what the event says."""
    event = occurrence.event
    if occurrence.place:
        return occurrence.place, None
    if occurrence.room:
        return occurrence.room.name, occurrence.room
    if event.place:
        return event.place, None
    return (event.room.name, event.room) if event.room else ("", None)


def facts_of(event, room) -> Facts:
    """The practical facts; step-free is what the event says, or else the room."""
    step_free = event.is_step_free
    if step_free is None and room is not None:
        step_free = room.is_step_free
    return Facts(
        is_free=event.cost != Event.Cost.FEE,
        cost=event.cost_note or event.get_cost_display(),
        needs_signup=event.sign_up == Event.SignUp.REQUIRED,
        signup=event.sign_up_note,
        is_step_free=step_free,
        bring_along=event.bring_along,
        children_welcome=event.children_welcome,
        languages=tuple(Facet(language.code, language.name) for language in event.languages.all()),
    )
