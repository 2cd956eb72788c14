"""The monthly plan as a newsletter: the printed text as plain text, with the PDF attached."""

import re
from datetime import date, datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from events.calendar.months import month_url
from kasch_site.common import clock
from kasch_site.common.printing import printable_text
from kasch_site.common.sections import Attachment, Edition, EditionText, Newsletter, entries, section
from kasch_site.common.text.time_words import month_in_words
from kasch_site.house import stationery
from kasch_site.house.building import building

from .content import content
from .plans import plan_pdf

# Size limit of attachments: mailboxes reject large mails, and some readers pay by volume.
MAX_SHEET = 1_000_000
# Days before the start of a month when its plan is printed and mailed; days after which it is overdue.
SENT_BEFORE, SENT_UNTIL = 10, 5


class MonthPlan(Newsletter):
    """The plan of each month, sent a few days before it begins."""

    key = "events:plan"
    permission = "events.change_event"
    name = gettext_lazy("Der Monatsplan")
    summary = gettext_lazy(
        "Einmal im Monat kommt der Plan für den nächsten Monat: alle Termine als Text und dazu das Blatt zum "
        "Ausdrucken."
    )

    def editions(self, now: datetime) -> list[Edition]:
        """Return this month and the next."""
        today = timezone.localdate(now)
        this, following = today.replace(day=1), clock.next_month(today)
        return [
            _edition(this, is_due=today.day <= SENT_UNTIL),
            _edition(following, is_due=following - today <= timedelta(days=SENT_BEFORE)),
        ]

    def edition_text(self, edition: str) -> EditionText | None:
        """Render the plan of the month with this key ("2026-12") from current data."""
        month = date.fromisoformat(f"{edition}-01")
        site = settings.SITE_URL or "http://localhost"
        plan = content(month, entries(*clock.month_bounds(month.year, month.month)), building(), site)
        pdf = plan_pdf(month, "a4", site)
        sheet = Attachment(f"{_('monatsplan')}-{edition}.pdf", pdf, "application/pdf")
        return EditionText(
            subject=_("Monatsplan %(month)s") % {"month": month_in_words(month)},
            text=text_of(plan),
            attachments=(sheet,) if len(pdf) <= MAX_SHEET else (),
        )

    def render_message(self, template, context, **fields):
        """Render a message of the newsletter with the house's stationery."""
        return stationery.render_message(template, context, **fields)


def text_of(plan: dict) -> str:
    """Return the content of a plan as plain text, for text-only mail clients and screen readers."""
    parts = [_("das ist unser Plan für den %(month)s.") % {"month": plan["month"]}]
    parts += ["\n".join(_day(day)) for day in plan["days"]] or [plan["empty"]]
    parts.append(f"{plan['online']['words']}\n{plan['online']['url']}")
    return _plain("\n\n".join(parts))


def send_url(month: date) -> str:
    """Return the admin URL to send the plan of the month; "" if that is not possible now or mail is disabled."""
    key = f"{month:%Y-%m}"
    if section("newsletters") is None or key not in {edition.key for edition in MonthPlan().editions(clock.now())}:
        return ""
    return reverse("admin:newsletters_send", args=[MonthPlan.key, key])


def _edition(month, is_due):
    name = _("Der Plan für %(month)s") % {"month": MONTHS[month.month]}
    return Edition(f"{month:%Y-%m}", name, month_url(reverse("events:list"), month), is_due)


def _day(day):
    yield f"{day['name']} ({day['notes']})" if day["notes"] else day["name"]
    for line in day["entries"]:
        yield _entry(line)


def _entry(line):
    """Format an entry: title and time on the first line, details on the next; a cancellation comes first."""
    cancellation = ": ".join(part for part in (line.get("cancellation", ""), line.get("reason", "")) if part)
    title = " ".join(part for part in (line["hour"], line["title"]) if part)
    lines = [
        f"- {cancellation} – {title}" if cancellation else f"- {title}",
        f"  {line['words']}" if line["words"] else "",
    ]
    return "\n".join(each for each in lines if each)


def _plain(text):
    """Remove typographic characters: break opportunities and no-break spaces."""
    text = (
        text.replace(printable_text.ZERO_WIDTH_SPACE, "")
        .replace("\u00ad", "")
        .replace(printable_text.NO_BREAK_SPACE, " ")
    )
    return re.sub(r"(?<=\S) {2,}", " ", text)
