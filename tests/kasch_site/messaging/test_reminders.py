"""The day on which persons are reminded."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from kasch_site.common import clock
from kasch_site.house.models import OpeningHours
from kasch_site.house.opening.deadlines import is_open_on
from kasch_site.messaging.reminders import is_reminder_due, reminder_day

BERLIN = ZoneInfo("Europe/Berlin")


def test_a_call_is_made_on_an_open_day_and_a_mail_two_days_before(house):
    for weekday in range(5):
        OpeningHours.objects.create(weekday=weekday, opens=time(9), closes=time(18))
    tuesday = datetime(2026, 12, 1, 10, tzinfo=BERLIN)
    assert reminder_day(tuesday, by_phone=False) == date(2026, 11, 29)
    day = reminder_day(tuesday, by_phone=True)
    assert day == date(2026, 11, 27)
    assert is_open_on(day)
    assert is_reminder_due(tuesday, clock.local(day, time(8)), by_phone=True)
    assert not is_reminder_due(tuesday, clock.local(day, time(8)), by_phone=False)
