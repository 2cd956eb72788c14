"""The admin of the notice board."""

import re

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.text.time_words import day_in_words

from .models import Notice

# A page of this website, or a URL that a browser opens without running anything. Browsers read a backslash as a
# slash and ignore tabs and line breaks.
_LINK = re.compile(r"(/(?!/)|https?://|mailto:|tel:)[^\\\x00-\x1f\x7f]*", re.IGNORECASE)


class NoticeForm(forms.ModelForm):
    class Meta:
        model = Notice
        fields = ["title", "text", "link", "is_important", "from_day", "until_day"]

    def clean_link(self):
        """Complete "www.…" to a URL. Raise `ValidationError` if it is not a link."""
        link = self.cleaned_data["link"].strip()
        if link.startswith("www."):
            link = f"https://{link}"
        if link and not _LINK.fullmatch(link):
            raise forms.ValidationError(
                _("Das ist keine Adresse. Zum Beispiel: /kontakt/ oder https://www.example.org")
            )
        return link

    def clean(self):
        cleaned_data = super().clean()
        first, last = cleaned_data.get("from_day"), cleaned_data.get("until_day")
        if first and last and last < first:
            self.add_error(
                "until_day", _("Der letzte Tag liegt vor dem ersten. Bitte tauschen oder ändern Sie die Tage.")
            )
        return cleaned_data


class DisplayPeriodFilter(admin.SimpleListFilter):
    """Lists current and future notices by default, past ones on request."""

    title = _("Zeit")
    parameter_name = "zeit"
    shows_all = "alle"

    def lookups(self, request, model_admin):
        return [("vorbei", _("abgehängt")), ("alle", _("alle"))]

    def choices(self, changelist):
        default, *choices = super().choices(changelist)
        return [{**default, "display": _("hängt jetzt oder bald")}, *choices]

    def queryset(self, request, queryset):
        if self.value() == "alle":
            return queryset
        today = clock.today()
        return (
            queryset.filter(until_day__lt=today) if self.value() == "vorbei" else queryset.filter(until_day__gte=today)
        )


@admin.register(Notice)
class NoticeAdmin(admin.ModelAdmin):
    keeps_drafts = True
    form = NoticeForm
    list_display = ["title", "state", "until", "is_important"]
    list_filter = [DisplayPeriodFilter, "is_important"]
    search_fields = ["title", "text"]
    ordering = ["until_day"]
    fieldsets = [
        (
            _("Was steht darauf?"),
            {
                "fields": ["title", "text", "link", "is_important"],
                "description": _("Der Aushang steht auf der Startseite der Website."),
            },
        ),
        (_("Wie lange hängt er?"), {"fields": [("from_day", "until_day")]}),
    ]

    @admin.display(description=_("hängt er?"))
    def state(self, notice):
        today = clock.today()
        if notice.until_day < today:
            return _("abgehängt")
        if notice.from_day > today:
            return _("hängt ab %(day)s") % {"day": day_in_words(notice.from_day)}
        return _("hängt")

    @admin.display(description=_("hängt bis"), ordering="until_day")
    def until(self, notice):
        return day_in_words(notice.until_day)
