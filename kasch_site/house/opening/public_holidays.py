"""Public holidays of the federal state, stored as records."""

from datetime import date, timedelta

from django.db import transaction

from kasch_site.house.models import House, PublicHoliday

YEARS_BACK = 1
YEARS_AHEAD = 3
MAX_NAME_LENGTH = 120


def record_public_holidays(today: date) -> int:
    """Store the public holidays of the house's federal state, from last year to three years ahead.

    Return the number of rows added or removed; 0 if nothing changes or there is no house yet. Rows of another state are
    removed, manual entries are preserved. Staff cannot delete statutory holidays; to open on one they enter other
    hours.
    """
    house = House.objects.first()
    if house is None:
        return 0
    first, last = date(today.year - YEARS_BACK, 1, 1), date(today.year + YEARS_AHEAD, 12, 31)
    expected = set(calendar_of(house.federal_state, first.year, last.year))
    with transaction.atomic():
        generated = PublicHoliday.objects.exclude(made_for="")
        own_state = generated.filter(made_for=house.federal_state)
        outdated = list(generated.exclude(made_for=house.federal_state).values_list("pk", flat=True))
        outdated += [
            pk
            for pk, day, name in own_state.between(first, last).values_list("pk", "first_day", "name")
            if (day, name) not in expected
        ]
        if outdated:
            PublicHoliday.objects.filter(pk__in=outdated).delete()
        existing = set(PublicHoliday.objects.between(first, last).values_list("first_day", "name"))
        missing = [_row(day, name, house.federal_state) for day, name in sorted(expected - existing)]
        PublicHoliday.objects.bulk_create(missing, ignore_conflicts=True)
    return len(outdated) + len(missing)


def holidays_to_come(today: date) -> set[tuple[date, str]]:
    """Return date and name of the recorded public holidays of one year from today on."""
    upcoming = PublicHoliday.objects.between(today, today + timedelta(days=365))
    return set(upcoming.values_list("first_day", "name"))


def calendar_of(federal_state: str, first_year: int, last_year: int) -> list[tuple[date, str]]:
    """Return dates and German names of the public holidays of a state ("SN") in these years, both inclusive."""
    import holidays  # import takes 0.2 s; needed once a day

    holidays_by_day = holidays.country_holidays(
        "DE", subdiv=federal_state, years=range(first_year, last_year + 1), language="de"
    )
    return [
        (day, name[:MAX_NAME_LENGTH])
        for day, name in sorted(holidays_by_day.items())
        if first_year <= day.year <= last_year
    ]


def _row(day, name, federal_state):
    return PublicHoliday(kind=PublicHoliday.ONLY_KIND, name=name, first_day=day, last_day=day, made_for=federal_state)
