"""Admin forms of the house's records with special fields."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.fields import NativeDateInput, NativeTimeField
from kasch_site.common.sections import sections
from kasch_site.house.building import section_name
from kasch_site.house.models import (
    ClosingDay,
    House,
    OpeningHours,
    OtherHours,
    PublicHoliday,
    SchoolHoliday,
    SectionAppearance,
)

SIX_DECIMALS = Decimal("0.000001")


class CoordinateField(forms.DecimalField):
    """Degrees with a decimal comma or point, rounded to six decimals, that is eleven centimetres."""

    widget = forms.TextInput

    def __init__(self, **kwargs):
        super().__init__(max_digits=9, decimal_places=6, **kwargs)

    def to_python(self, value):
        if isinstance(value, str):
            value = value.strip().rstrip("°").replace(",", ".")
        degrees = super().to_python(value)
        if degrees is not None and degrees.is_finite() and abs(degrees) <= 180:
            return degrees.quantize(SIX_DECIMALS)
        return degrees


class HouseForm(forms.ModelForm):
    latitude = CoordinateField(
        label=_("Breitengrad"),
        required=False,
        help_text=_(
            "Zum Beispiel 52,516275. Auf openstreetmap.org: rechte Maustaste auf das Haus, „Adresse anzeigen“."
        ),
    )
    longitude = CoordinateField(label=_("Längengrad"), required=False, help_text=_("Zum Beispiel 13,377704."))

    class Meta:
        model = House
        fields = ["latitude", "longitude"]  # the admin adds those of its fieldsets


class SectionAppearanceForm(forms.ModelForm):
    """Offers the installed sections; the section of an existing record cannot be changed."""

    key = forms.ChoiceField(label=_("Bereich"))

    class Meta:
        model = SectionAppearance
        fields = ["key", "name", "colour_light", "colour_dark"]
        widgets = {
            "colour_light": forms.TextInput(attrs={"type": "color"}),
            "colour_dark": forms.TextInput(attrs={"type": "color"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "key" in self.fields:
            installed = {section.key: str(section.name) for section in sections()}
            if self.instance.pk:
                installed = {self.instance.key: self.instance.name, **installed}
            self.fields["key"].choices = installed.items()


class OpeningHoursForm(forms.ModelForm):
    """Weekly hours of the whole house, or of a section that has its own."""

    section = forms.ChoiceField(
        label=_("Gilt für"),
        required=False,
        help_text=_("Ein Bereich mit eigenen Zeiten öffnet nur, solange das Haus offen ist."),
    )

    class Meta:
        model = OpeningHours
        fields = ["section", "weekday", "opens", "closes", "valid_from", "valid_until"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "section" in self.fields:
            own = {
                section.key: section_name(section.key, str(section.name))
                for section in sections()
                if section.has_own_hours
            }
            if self.instance.section:
                own.setdefault(self.instance.section, self.instance.section)
            self.fields["section"].choices = [("", _("das ganze Haus")), *own.items()]


class DaysForm(forms.ModelForm):
    """First and last day; the last day defaults to the first."""

    last_day = forms.DateField(
        label=_("Letzter Tag"),
        required=False,
        widget=NativeDateInput,
        help_text=_("Leer lassen, wenn es nur dieser eine Tag ist."),
    )

    def clean_last_day(self):
        return self.cleaned_data.get("last_day") or self.cleaned_data.get("first_day")


class ClosingDayForm(DaysForm):
    class Meta:
        model = ClosingDay
        fields = ["name", "first_day", "last_day"]
        labels = {"name": _("Grund")}
        help_texts = {"name": _("Steht auf der Website und bei jedem Termin, der ausfällt. Zum Beispiel: Winterpause")}


class OtherHoursForm(DaysForm):
    opens = NativeTimeField(label=_("Öffnet"))
    closes = NativeTimeField(
        label=_("Schließt"),
        help_text=_("0:00 heißt Mitternacht; früher als „Öffnet“: am nächsten Tag."),
    )

    class Meta:
        model = OtherHours
        fields = ["name", "first_day", "last_day", "opens", "closes"]
        labels = {"name": _("Anlass")}
        help_texts = {"name": _("Steht auf der Kontaktseite. Zum Beispiel: Adventsmarkt")}


class SchoolHolidayForm(DaysForm):
    class Meta:
        model = SchoolHoliday
        fields = ["name", "first_day", "last_day"]
        labels = {"name": _("Name der Ferien")}
        help_texts = {"name": _("Zum Beispiel: Herbstferien")}


class PublicHolidayForm(DaysForm):
    class Meta:
        model = PublicHoliday
        fields = ["name", "first_day", "last_day"]
        labels = {"name": _("Name des Feiertags")}
