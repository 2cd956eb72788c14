"""Closing days, other hours, school holidays and public holidays in the admin, each with its own list."""

from collections import Counter

from django.contrib import admin, messages
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.admin.confirmation.save import ConfirmBeforeSaveMixin, Consequences
from kasch_site.common.admin.deletion.refusals import Refusal, form_link
from kasch_site.common.admin.lists import TimeFilter
from kasch_site.common.text.time_words import days_in_words, hours_in_words, when_in_words
from kasch_site.house.models import FEDERAL_STATES, ClosingDay, OtherHours, PublicHoliday, SchoolHoliday, SpecialPeriod
from kasch_site.house.opening.closing import close_house, effects_of_closing, outside_hours, reopen_house
from kasch_site.house.opening.history_operations import ClosingDayOperations

from .forms import ClosingDayForm, OtherHoursForm, PublicHolidayForm, SchoolHolidayForm

MAX_LINES = 60


class WhenFilter(TimeFilter):
    """Shows future periods by default."""

    def past(self):
        return Q(last_day__lt=clock.today())


class SpecialDaysAdmin(admin.ModelAdmin):
    """The shared list by date, with formatted days."""

    list_display = ["name", "days"]
    list_filter = [WhenFilter]
    search_fields = ["name"]
    ordering = ["first_day"]

    @admin.display(description=_("wann"), ordering="first_day")
    def days(self, period):
        return days_in_words(period.first_day, period.last_day)


@admin.register(ClosingDay)
class ClosingDayAdmin(ConfirmBeforeSaveMixin, SpecialDaysAdmin):
    """Asks before saving, because a closing cancels planned entries of all sections."""

    keeps_drafts = True
    history_operations = ClosingDayOperations
    form = ClosingDayForm
    fieldsets = [
        (
            _("Warum und wann geschlossen ist"),
            {
                "fields": ["name", "first_day", "last_day"],
                "description": _(
                    "Vor dem Speichern sehen Sie, welche Termine ausfallen, und können es sich überlegen."
                ),
            },
        )
    ]

    def consequences(self, request, obj, form, change, before):
        affected = effects_of_closing(obj.first_day, obj.last_day)
        if not affected:
            return None
        # Rolled back afterwards: only the pending notifications are read from it.
        close_house(obj.first_day, obj.last_day, obj.name)
        title = gettext("Geschlossen: %(days)s") % {"days": days_in_words(obj.first_day, obj.last_day)}
        return Consequences(title, _lines(affected), list(_effects_in_words(affected, obj.name)))

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if self.is_confirmed(request):
            count = close_house(obj.first_day, obj.last_day, obj.name)
            text = ngettext("Ein Termin ist abgesagt.", "%(count)s Termine sind abgesagt.", count) % {"count": count}
            self.message_user(request, text, messages.SUCCESS)
        if change and {"first_day", "last_day"} & set(form.changed_data):
            self._reopen(request)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        self._reopen(request)

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        self._reopen(request)

    def effects_of_deletion(self, request, records):
        return [
            gettext(
                "Termine aus Serien finden dann wieder statt. Einzeltermine und von Hand geänderte Termine bleiben "
                "abgesagt."
            )
        ]

    def _reopen(self, request):
        reopen_house(clock.today())
        text = gettext(
            "Termine aus Serien finden an den frei gewordenen Tagen wieder statt. Einzeltermine und von Hand geänderte "
            "Termine bleiben abgesagt: Sehen Sie dort nach."
        )
        self.message_user(request, text, messages.WARNING)


def _effects_in_words(affected, reason):
    """Return the number of cancelled entries, and of those affected in other ways, as described by their sections."""
    changed = Counter(entry.difference for entry in affected if entry.difference)
    cancelled = len(affected) - changed.total()
    if cancelled:
        yield ngettext(
            "Ein Termin fällt aus. Er bleibt sichtbar, mit „Entfällt“ und dem Grund „%(reason)s“.",
            "%(count)s Termine fallen aus. Sie bleiben sichtbar, mit „Entfällt“ und dem Grund „%(reason)s“.",
            cancelled,
        ) % {"count": cancelled, "reason": reason}
    for becomes, count in changed.items():
        text = ngettext("Ein Termin: %(becomes)s.", "%(count)s Termine: %(becomes)s.", count)
        yield text % {"count": count, "becomes": becomes}


def _lines(affected):
    lines = [_line(entry) for entry in affected[:MAX_LINES]]
    more = len(affected) - len(lines)
    if more:
        lines.append(ngettext("und ein weiterer", "und %(count)s weitere", more) % {"count": more})
    return lines


def _line(entry):
    when = when_in_words(entry.starts_at, entry.ends_at, entry.all_day)
    where = f" ({entry.where})" if entry.where else ""
    becomes = f" – {entry.difference}" if entry.difference else ""
    return f"{when}: {entry.title}{where}{becomes}"


@admin.register(OtherHours)
class OtherHoursAdmin(ConfirmBeforeSaveMixin, SpecialDaysAdmin):
    """Lists before saving the entries that would be outside opening hours; none of them is cancelled."""

    keeps_drafts = True
    form = OtherHoursForm
    list_display = ["name", "days", "hours"]
    fieldsets = [
        (_("Warum und an welchen Tagen"), {"fields": ["name", "first_day", "last_day"]}),
        (
            _("Wann an diesen Tagen geöffnet ist"),
            {
                "fields": ["opens", "closes"],
                "description": _(
                    "Gilt statt der Zeiten der Woche, auch an Feiertagen. An Schließtagen bleibt das Haus zu."
                ),
            },
        ),
    ]

    @admin.display(description=_("geöffnet"), ordering="opens")
    def hours(self, period):
        return hours_in_words(period.opens, period.closes)

    def consequences(self, request, obj, form, change, before):
        outside = outside_hours(obj.first_day, obj.last_day)
        if not outside:
            return None
        text = ngettext(
            "Ein Termin liegt außerhalb dieser Öffnungszeit. Er bleibt, wie er ist: Sagen Sie ihn selbst ab oder "
            "verlegen Sie ihn, wenn er so nicht stattfinden kann.",
            "%(count)s Termine liegen außerhalb dieser Öffnungszeit. Sie bleiben, wie sie sind: Sagen Sie sie selbst "
            "ab oder verlegen Sie sie, wenn sie so nicht stattfinden können.",
            len(outside),
        ) % {"count": len(outside)}
        title = gettext("Geöffnet %(hours)s: %(days)s") % {
            "hours": hours_in_words(obj.opens, obj.closes),
            "days": days_in_words(obj.first_day, obj.last_day),
        }
        return Consequences(title, _lines(outside), [text])


class RegenerateDatesMixin(ConfirmBeforeSaveMixin):
    """Mixin for days that affect series: regenerate their dates at once.

    The nightly update could not ask staff whether to send notifications.
    """

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        reopen_house(clock.today())

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        reopen_house(clock.today())

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        reopen_house(clock.today())


@admin.register(SchoolHoliday)
class SchoolHolidayAdmin(RegenerateDatesMixin, SpecialDaysAdmin):
    keeps_drafts = True
    form = SchoolHolidayForm
    fieldsets = [
        (
            _("Die Ferien"),
            {
                "fields": ["name", "first_day", "last_day"],
                "description": _(
                    "Das Haus bleibt geöffnet. Bei jeder Veranstaltung steht, ob sie in den Ferien stattfindet."
                ),
            },
        )
    ]


@admin.register(PublicHoliday)
class PublicHolidayAdmin(RegenerateDatesMixin, SpecialDaysAdmin):
    """Statutory holidays are read-only; staff can add local ones."""

    keeps_drafts = True
    form = PublicHolidayForm
    list_display = ["name", "days", "origin"]
    fieldsets = [
        (
            _("Der Feiertag"),
            {
                "fields": ["name", "first_day", "last_day"],
                "description": _(
                    "Die gesetzlichen Feiertage trägt die Website selbst ein. Ist das Haus an einem Feiertag offen, "
                    "tragen Sie dafür eine abweichende Öffnungszeit ein."
                ),
            },
        )
    ]

    @admin.display(description=_("woher"), ordering="made_for")
    def origin(self, period: SpecialPeriod):
        state = dict(FEDERAL_STATES).get(period.made_for)
        return gettext("gesetzlich in %(state)s") % {"state": state} if state else gettext("von Hand eingetragen")

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not (obj and obj.made_for)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not (obj and obj.made_for)

    def deletion_refusal(self, request, record):
        """Refuse statutory holidays: they would be recorded again."""
        if not record.made_for:
            return None
        reason = gettext(
            "Das ist ein gesetzlicher Feiertag, den die Website selbst einträgt. Ist das Haus an dem Tag offen? Dann "
            "tragen Sie eine abweichende Öffnungszeit ein."
        )
        if not request.user.has_perm("house.add_otherhours"):
            return Refusal(reason, (form_link(self, record),))
        return Refusal(
            reason, ((gettext("Abweichende Öffnungszeit eintragen"), reverse("admin:house_otherhours_add")),)
        )
