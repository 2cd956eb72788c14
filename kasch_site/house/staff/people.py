"""The people of the house, its history, and who pays for it, in the admin."""

from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.pictures.thumbnails import thumbnail_of
from kasch_site.common.text.time_words import day_in_words
from kasch_site.house.models import ContactPerson, Funder, Milestone


@admin.register(ContactPerson)
class ContactPersonAdmin(admin.ModelAdmin):
    keeps_drafts = False
    list_display = ["name", "role", "phone", "email", "order"]
    list_editable = ["order"]
    search_fields = ["name", "role", "tasks"]
    fieldsets = [
        (_("Wer"), {"fields": ["name", "role", "picture"]}),
        (
            _("Womit man zu ihr oder ihm kommen kann"),
            {"fields": ["tasks"], "description": _("In einfachen Worten, ein Anliegen je Zeile.")},
        ),
        (
            _("Wie man sie oder ihn erreicht"),
            {"fields": ["phone", "email"], "description": _("Steht auf der Kontaktseite. Fragen Sie vorher.")},
        ),
        (_("Platz auf der Seite"), {"fields": ["order"]}),
    ]


@admin.register(Milestone)
class MilestoneAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["text", "moment"]
    search_fields = ["text", "when"]
    fieldsets = [
        (
            _("Was geschah?"),
            {
                "fields": ["text", ("day", "when")],
                "description": _("Steht auf der Seite mit der Aufgabe „Über uns“, das Älteste zuerst."),
            },
        )
    ]

    @admin.display(description=_("wann"), ordering="day")
    def moment(self, milestone):
        return milestone.when or day_in_words(milestone.day)


@admin.register(Funder)
class FunderAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "text", "thumbnail", "order"]
    list_select_related = ["logo"]
    list_editable = ["order"]
    search_fields = ["name", "text"]
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}
    fieldsets = [
        (_("Wer fördert"), {"fields": ["name", "url", "logo"]}),
        (
            _("Was wir zeigen müssen"),
            {"fields": ["text"], "description": _("Steht am Fuß jeder Seite und auf dem gedruckten Plan.")},
        ),
        (_("Platz in der Reihe"), {"fields": ["order"]}),
    ]

    @admin.display(description=_("Logo"), empty_value="")
    def thumbnail(self, funder):
        return thumbnail_of(funder.logo)
