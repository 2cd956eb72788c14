"""Forms of the doll hospital."""

from django.core.exceptions import ValidationError

from kasch_site.common import clock
from kasch_site.common.forms.base import AccessibleForm, LineField
from kasch_site.common.forms.bounded_fields import DateField
from kasch_site.visitors.web.forms import VisitorForm
from kasch_site.visitors.web.look_up import LookUpForm


class DayField(DateField):
    def clean(self, value):
        day = super().clean(value)
        if day <= clock.today():
            raise ValidationError("Wählen Sie einen Tag, der noch kommt.")
        return day


class RepairForm(VisitorForm):
    submit_label = "Puppe anmelden"
    retention_note = "Zehn Tage danach löschen wir Ihre Angaben."

    doll = LineField(label="Wie heißt die Puppe?", max_length=60)
    day = DayField(label="Wann bringen Sie sie?")


class DayForm(AccessibleForm):
    submit_label = "Tag ändern"

    day = DayField(label="Wann bringen Sie sie?")


class CodeForm(LookUpForm):
    heading = "Meine Puppe"
    purpose = "Mit Ihrem Code sehen Sie Ihre Puppe, ändern den Tag oder sagen ab."
    submit_label = "Puppe zeigen"
