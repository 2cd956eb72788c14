"""Subscription forms of the website and the admin."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.base import AccessibleForm, EmailField
from kasch_site.common.forms.bounded_fields import MultipleChoiceField
from kasch_site.common.forms.guard import GuardedFormMixin

from .catalogue import newsletters


class NewslettersField(MultipleChoiceField):
    """A choice of newsletters. Not shown if there is only one."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        messages = {"required": _("Wählen Sie aus, was wir Ihnen schicken sollen.")}
        super().__init__(label=_("Was sollen wir schicken?"), error_messages=messages, **kwargs)


class NewsletterChoiceMixin:
    """Mixin that adds the newsletter field to a form; listed before the form's base."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = newsletters()
        if len(self.offered) > 1:
            self.fields["wanted"].choices = [(newsletter.key, newsletter.name) for newsletter in self.offered]
        else:
            del self.fields["wanted"]

    def selected(self):
        """Return the selected newsletters."""
        keys = self.cleaned_data.get("wanted")
        return [newsletter for newsletter in self.offered if keys is None or newsletter.key in keys]


class SubscribeForm(NewsletterChoiceMixin, GuardedFormMixin, AccessibleForm):
    submit_label = _("Bestellen")
    privacy_note = _(
        "Wir schicken Ihnen zuerst eine E-Mail mit einem Link. Erst wenn Sie ihn öffnen und dort auf "
        "„Ja, bitte schicken“ drücken, bekommen Sie Post von uns. Bestätigen Sie nicht, löschen wir Ihre Adresse nach "
        "sieben Tagen. Abbestellen können Sie jederzeit: Der Link dazu steht in jeder E-Mail. Dann löschen wir sie "
        "sofort. Wir nutzen sie für nichts anderes."
    )

    email = EmailField(label=_("Ihre E-Mail-Adresse"))
    wanted = NewslettersField()


class UnsubscribeForm(GuardedFormMixin, AccessibleForm):
    submit_label = _("Link zum Abbestellen schicken")
    privacy_note = _("Bekommen Sie etwas von uns per E-Mail, schicken wir Ihnen dorthin einen Link zum Abbestellen.")

    email = EmailField(label=_("Ihre E-Mail-Adresse"))
