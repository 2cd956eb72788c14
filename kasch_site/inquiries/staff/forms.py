"""The form for answers by staff."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kasch_site.inquiries.models import Inquiry

WITH, WITHOUT = "with", "without"


class AnswerForm(forms.ModelForm):
    notify = forms.ChoiceField(label=_("Wer erfährt davon?"), widget=forms.RadioSelect, initial=WITH)

    class Meta:
        model = Inquiry
        fields = ["answer"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "answer" not in self.fields:  # already answered, so all fields are read-only
            return
        self.fields["answer"].required = True
        self.fields["notify"].choices = [
            (WITH, self._channel_label()),
            (WITHOUT, _("ohne Nachricht: Ich sage es selbst.")),
        ]

    @property
    def is_notified(self) -> bool:
        """Return whether the person is to be notified."""
        return self.cleaned_data["notify"] == WITH

    def clean(self):
        cleaned_data = super().clean()
        if Inquiry.objects.answered().filter(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("Jemand anderes hat schon geantwortet. Laden Sie die Seite neu."))
        return cleaned_data

    def _channel_label(self):
        contact = {"contact": self.instance.contact}
        if self.instance.email:
            return _("E-Mail an %(contact)s") % contact
        return _("Anruf unter %(contact)s: Das steht dann auf der Anrufliste.") % contact
