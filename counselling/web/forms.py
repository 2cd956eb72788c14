"""Forms for residents: their details, the waitlist, and the look-up of a booking."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.forms.utils import ErrorDict
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from counselling.booking.person import Person
from counselling.booking.refusals.errors import NO_CONTACT
from kasch_site.common.forms.base import AccessibleForm, EmailField, LineField, NameField, PhoneField
from kasch_site.common.forms.bounded_fields import BooleanField, ModelChoiceField
from kasch_site.common.forms.guard import GuardedFormMixin
from kasch_site.common.templatetags.languages import native_name
from kasch_site.common.text.phone import tidy
from kasch_site.house.models import Language
from kasch_site.visitors.web.forms import require_letters
from kasch_site.visitors.web.look_up import LookUpForm

MAX_NOTE_LENGTH = 200


class LanguageSelect(forms.Select):
    """A select of languages, each named in itself."""

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        language = getattr(value, "instance", None)
        if language is not None and language.native_name:
            option["attrs"]["lang"] = language.code
        return option


class LanguageField(ModelChoiceField):
    """A language, named in itself."""

    widget = LanguageSelect

    def label_from_instance(self, obj):
        return obj.native_name or obj.name


class ContactForm(GuardedFormMixin, AccessibleForm):
    """A name, and one or two contact details."""

    name = NameField(
        label=_("Wie heißen Sie?"),
        help_text=_("Sie können einen anderen Namen angeben. Merken Sie ihn sich bitte."),
        max_length=80,
        error_messages={"required": _("Schreiben Sie einen Namen. Es muss nicht Ihr eigener sein.")},
    )
    email = EmailField(label=_("E-Mail"), required=False)
    phone = PhoneField(label=_("Telefon"), required=False)
    contact_fieldset = Fieldset(
        _("Wie erreichen wir Sie? Eines von beiden genügt."), "email", "phone", css_class="one-of-two"
    )

    @property
    def helper(self):
        """Return the layout helper; the template renders the form element, because there are several named buttons."""
        helper = super().helper
        helper.inputs = []
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def clean_name(self):
        return require_letters(self.cleaned_data["name"])

    def clean_phone(self):
        return tidy(self.cleaned_data["phone"])

    def clean(self):
        cleaned = super().clean()
        # Invalid contact details are reported at their field; if both are missing, at the first.
        if not {"email", "phone"} & self.errors.keys() and not cleaned.get("email") and not cleaned.get("phone"):
            self.add_error("email", NO_CONTACT)
        return cleaned

    def person(self) -> Person:
        """Return the person."""
        return Person(**self.cleaned_data)

    @classmethod
    def as_typed(cls, submitted):
        """Return the form with submitted values, not validated."""
        form = cls(submitted)
        form._errors, form.cleaned_data = ErrorDict(), {}
        return form

    def typed(self) -> list[tuple[str, str]]:
        """Return all submitted values as pairs, to be carried along in hidden fields."""
        names = [*self.fields, self.token_name]
        return [(name, value) for name in names for value in self.data.getlist(name) if value]


class WaitlistForm(ContactForm):
    """Contact details and language of a person who asks to be notified when a slot is free."""

    interpreter = LanguageField(
        Language.objects.excluding_default(),
        label=_("In welcher Sprache möchten Sie sprechen?"),
        empty_label=_("Deutsch"),
        help_text=_("Spricht sie bei uns niemand, suchen wir jemanden zum Übersetzen."),
        required=False,
    )

    def layout(self):
        return Layout("name", self.contact_fieldset, "interpreter")


class DetailsForm(WaitlistForm):
    """The details of a person who books."""

    needs_step_free = BooleanField(label=_("Ich brauche einen Weg ohne Stufen"), required=False)
    brings_companion = BooleanField(label=_("Ich bringe jemanden mit"), required=False)
    note = LineField(
        label=_("Möchten Sie uns noch etwas sagen?"),
        help_text=_(
            "Ein kurzer Satz. Bitte schreiben Sie nichts über Ihren Fall: keine Aktenzeichen, keine Beträge. "
            "Das besprechen wir hier."
        ),
        max_length=MAX_NOTE_LENGTH,
        required=False,
    )
    wants_earlier = BooleanField(label=_("Sagen Sie mir Bescheid, wenn früher etwas frei wird"), required=False)

    def layout(self):
        needs = Fieldset(
            _("Was brauchen Sie?"), "interpreter", "needs_step_free", "brings_companion", css_class="boxes"
        )
        return Layout("name", self.contact_fieldset, needs, "note", "wants_earlier")

    @cached_property
    def needs(self) -> list[str]:
        """Return the selected needs in words, for review."""
        cleaned = self.cleaned_data
        needs = [
            format_html(_("Sprache: {}"), native_name(cleaned["interpreter"])) if cleaned["interpreter"] else "",
            _("Weg ohne Stufen") if cleaned["needs_step_free"] else "",
            _("Sie bringen jemanden mit") if cleaned["brings_companion"] else "",
            _("Bescheid, wenn früher etwas frei wird") if cleaned["wants_earlier"] else "",
        ]
        return [need for need in needs if need]


class CodeForm(LookUpForm):
    """Look-up form for persons without mail."""

    heading = _("Mein Termin")
    purpose = _("Mit Ihrem Code sehen Sie Ihren Termin, verschieben ihn oder sagen ab.")
    submit_label = _("Termin zeigen")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["letters"].help_text = _(
            "So, wie Sie ihn beim Termin genannt haben. Bei kürzeren Namen bitte alle Buchstaben."
        )
