"""The house's records in the admin; special days are in `special_days`."""

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.admin.deletion.refusals import Refusal
from kasch_site.common.admin.singletons import SingletonMixin
from kasch_site.common.sections import section
from kasch_site.common.text.time_words import day_in_words, hours_in_words
from kasch_site.house.building import section_name
from kasch_site.house.models import (
    House,
    Language,
    MapLine,
    MapPlace,
    OpeningHours,
    Room,
    SectionAppearance,
)
from kasch_site.house.models.opening_hours import SECTION_STILL_OPEN
from kasch_site.house.opening.history_operations import HouseOperations
from kasch_site.house.opening.public_holidays import holidays_to_come, record_public_holidays

from . import special_days as staff_special_days
from .forms import HouseForm, OpeningHoursForm, SectionAppearanceForm
from .opening_page import special_days_by_kind

__all__ = ["staff_special_days"]


class MapLineInline(admin.StackedInline):
    model = MapLine
    extra = 1
    max_num = 30


class MapPlaceInline(admin.StackedInline):
    model = MapPlace
    extra = 1
    max_num = 20


@admin.register(House)
class HouseAdmin(SingletonMixin, admin.ModelAdmin):
    keeps_drafts = True
    published_contacts = ("phone", "mobile", "email", "sender_email")
    history_operations = HouseOperations
    form = HouseForm
    inlines = [MapLineInline, MapPlaceInline]
    fieldsets = [
        (
            _("Wie es heißt"),
            {"fields": ["name", "short_name", "district", "headline", "lead"]},
        ),
        (_("Wer es betreibt"), {"fields": ["operator"]}),
        (
            _("Wo es steht"),
            {"fields": ["street", "postal_code", "city", "federal_state", "latitude", "longitude"]},
        ),
        (_("Der Weg dorthin"), {"fields": ["stop", "directions", "access", "map_note"]}),
        (_("Telefon und E-Mail"), {"fields": ["phone", "mobile", "email", "sender_email"]}),
        (_("Die Uhr des Hauses"), {"fields": ["time_zone"], "classes": ["collapse"]}),
    ]

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        before = holidays_to_come(clock.today())
        if record_public_holidays(clock.today()):
            text = gettext("Die gesetzlichen Feiertage in %(state)s sind eingetragen.")
            self.message_user(request, text % {"state": obj.get_federal_state_display()}, messages.INFO)
        if change and "federal_state" in form.changed_data:
            self._announce_nightly_update(request, before, holidays_to_come(clock.today()))

    def _announce_nightly_update(self, request, before, after):
        """Show how the nightly update will change the dates of series after a change of public holidays."""
        added, removed = _days_in_words(after - before), _days_in_words(before - after)
        if added:
            self.message_user(request, gettext("Feiertag wird: %(days)s.") % {"days": added}, messages.WARNING)
        if removed:
            self.message_user(request, gettext("Kein Feiertag mehr: %(days)s.") % {"days": removed}, messages.WARNING)
        if added or removed:
            text = gettext(
                "Heute Nacht richten sich die Serien danach: An neuen Feiertagen entfallen Termine, an anderen Tagen "
                "kommen welche zurück. War es ein Versehen? Dann stellen Sie das Bundesland heute wieder um."
            )
            self.message_user(request, text, messages.WARNING)


def _days_in_words(holidays):
    return ", ".join(f"{name} ({day_in_words(day)})" for day, name in sorted(holidays))


@admin.register(Room)
class RoomAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "floor", "is_step_free", "places", "order"]
    list_editable = ["order"]
    list_filter = ["is_step_free"]
    search_fields = ["name", "floor"]
    fieldsets = [
        (_("Der Raum"), {"fields": ["name", "floor", "places", "picture"]}),
        (
            _("Für wen er zu erreichen ist"),
            {
                "fields": ["is_step_free"],
                "description": _("Steht bei jedem Termin in diesem Raum. Eine einzige Stufe zählt schon."),
            },
        ),
        (_("Platz in den Listen"), {"fields": ["order"]}),
    ]


@admin.register(Language)
class LanguageAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "code"]
    search_fields = ["name", "code"]
    fieldsets = [
        (
            _("Die Sprache"),
            {
                "fields": ["name", "own_name", "code"],
                "description": _(
                    "Das Kürzel hat zwei Buchstaben: en für Englisch, uk für Ukrainisch, ar für Arabisch."
                ),
            },
        )
    ]


@admin.register(SectionAppearance)
class SectionAppearanceAdmin(admin.ModelAdmin):
    keeps_drafts = True
    form = SectionAppearanceForm
    list_display = ["name", "part", "swatches"]
    search_fields = ["name", "key"]
    fieldsets = [
        (_("Der Bereich"), {"fields": ["key", "name"]}),
        (
            _("Seine Farbe"),
            {
                "fields": ["colour_light", "colour_dark"],
                "description": _("Zwei Töne derselben Farbe: ein dunkler für helle Seiten, ein heller für dunkle."),
            },
        ),
    ]

    @admin.display(description=_("Bereich"), ordering="key")
    def part(self, appearance):
        installed = section(appearance.key)
        return installed.name if installed else gettext("noch nicht gebaut (%(key)s)") % {"key": appearance.key}

    @admin.display(description=_("Farben"))
    def swatches(self, appearance):
        return format_html(
            '<svg width="72" height="24" role="img" aria-label="{} {}">'
            '<path d="M0 0h34v24H0z" fill="{}"/><path d="M38 0h34v24H38z" fill="{}"/></svg>',
            appearance.colour_light,
            appearance.colour_dark,
            appearance.colour_light,
            appearance.colour_dark,
        )


@admin.register(OpeningHours)
class OpeningHoursAdmin(admin.ModelAdmin):
    """The weekly hours, and below them the days that differ from the week."""

    keeps_drafts = True
    change_list_template = "admin/house/opening.html"
    form = OpeningHoursForm
    list_display = ["weekday", "hours", "of", "validity"]
    list_filter = ["weekday"]
    fieldsets = [
        (
            _("Jede Woche"),
            {
                "fields": ["section", "weekday", "opens", "closes"],
                "description": _("Mit Mittagspause? Dann legen Sie für den Tag zwei Öffnungszeiten an."),
            },
        ),
        (
            _("Nur für eine gewisse Zeit"),
            {
                "fields": ["valid_from", "valid_until"],
                "description": _("Leer lassen, wenn die Öffnungszeit bis auf Weiteres gilt."),
            },
        ),
    ]

    def changelist_view(self, request, extra_context=None):
        context = {"kinds": special_days_by_kind(request.user, clock.today()), **(extra_context or {})}
        return super().changelist_view(request, context)

    def deletion_refusal(self, request, record):
        """Refuse hours of the house in which a section is open."""
        left = record.section_left_outside()
        if left is None:
            return None
        form = reverse("admin:house_openinghours_change", args=[left.pk])
        return Refusal(SECTION_STILL_OPEN % {"hours": left}, ((gettext("Zur Zeit des Bereichs"), form),))

    @admin.display(description=_("geöffnet"), ordering="opens")
    def hours(self, hours):
        return hours_in_words(hours.opens, hours.closes)

    @admin.display(description=_("gilt für"), ordering="section")
    def of(self, hours):
        installed = section(hours.section)
        return section_name(hours.section, str(installed.name)) if installed else gettext("das ganze Haus")

    @admin.display(description=_("gilt"), ordering="valid_from")
    def validity(self, hours):
        days = {"first": hours.valid_from, "last": hours.valid_until}
        days = {name: day_in_words(day) for name, day in days.items() if day}
        if len(days) == 2:
            return gettext("%(first)s bis %(last)s") % days
        if "first" in days:
            return gettext("ab %(first)s") % days
        return gettext("bis %(last)s") % days if days else gettext("immer")
