"""Forms for contributions: a letter, an article, photos, an old issue."""

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.base import LineField, TextField
from kasch_site.common.forms.bounded_fields import BooleanField, ChoiceField
from kasch_site.visitors.web.forms import VisitorForm, contact_fields
from newspaper.contributions import consents, submissions, word_counts
from newspaper.contributions.retention import (
    DECLINED_CONTRIBUTION_RETENTION,
    OPEN_CONTRIBUTION_RETENTION,
    PRINTED_CONTRIBUTION_RETENTION,
)
from newspaper.models import MAX_PHOTOS, MAX_TITLE_LENGTH, Consent, Contribution, Paper
from newspaper.web.look_up import PaperLookUpForm

from .fields import CAPTION_HELP, IssueField, PhotoField, WordsField, issue_in

_KIND, _KEY = Contribution.Kind, Consent.Key
_PHOTOS = tuple(f"photo_{number}" for number in range(1, MAX_PHOTOS + 1))
_OF_PHOTOS, _OF_TEXTS, _PERSON = ("rights", "people"), ("byline", "internet"), ("name", "contact", "age", "guardian")
_MINOR, _OLD_ENOUGH = "minor", "old_enough"
RETENTION_NOTE = format_lazy(
    _(
        "Das lesen nur Menschen, die an der Zeitung arbeiten. Ihre Angaben löschen wir {declined} Tage, nachdem wir "
        "abgesagt haben, {printed} Tage nach dem Abdruck und sonst nach {open} Tagen."
    ),
    declined=DECLINED_CONTRIBUTION_RETENTION.days,
    printed=PRINTED_CONTRIBUTION_RETENTION.days,
    open=OPEN_CONTRIBUTION_RETENTION.days,
)


class ContributionForm(VisitorForm):
    """Base of all forms: refusals of the domain become errors of the fields that they concern."""

    kind: str
    heading: str
    retention_note = RETENTION_NOTE

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.paper = Paper.current()

    def clean(self):
        cleaned = super().clean()
        for problem in submissions.problems(self.draft()):
            name = problem.field if problem.field in self.fields else None
            if name is None or name not in self.errors:
                self.add_error(name, str(problem))
        return cleaned

    def person(self) -> dict[str, str]:
        """Return name and contact, as fields of `Contribution`."""
        return {"name": self.cleaned_data["name"], **contact_fields(self.cleaned_data["contact"])}

    def draft(self) -> submissions.Draft:
        """Return the submitted contribution; from a form with errors, only its valid fields."""
        cleaned = self.cleaned_data
        photos = [cleaned[name] for name in _PHOTOS if cleaned.get(name)]
        return submissions.Draft(
            kind=self.kind,
            title=cleaned.get("title", ""),
            text=cleaned.get("text", ""),
            guardian=cleaned.get("guardian", "") if self._is_minor else "",
            consents=self._consents(),
            photos=photos,
        )

    @property
    def _is_minor(self):
        return self.cleaned_data.get("age") == _MINOR

    def _consents(self) -> frozenset[str]:
        cleaned = self.cleaned_data
        ticked = {key for key in (_KEY.INTERNET, _KEY.RIGHTS, _KEY.PEOPLE) if cleaned.get(key)}
        chosen = {cleaned["byline"]} if cleaned.get("byline") else set()
        return frozenset({*ticked, *chosen, *({_KEY.GUARDIAN} if self._is_minor else ())})


class PrintedForm(ContributionForm):
    """Base of contributions for print, which need consents."""

    own_fields: tuple[str, ...]
    own_legend: str

    byline = ChoiceField(
        label=_("Wie soll Ihr Name darunter stehen?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Wählen Sie aus, wie Ihr Name unter dem Beitrag stehen soll.")},
    )
    internet = BooleanField(required=False)
    age = ChoiceField(
        label=_("Wie alt sind Sie?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Wählen Sie aus, ob Sie 16 Jahre oder älter sind.")},
    )
    guardian = LineField(
        label=_("Nur wenn Sie jünger als 16 sind: Wer von Ihren Eltern ist einverstanden?"),
        help_text=_("Name und Telefonnummer. Vielleicht rufen wir dort an."),
        max_length=160,
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["byline"].choices = [(key, self._words(key)) for key in consents.BYLINES]
        self.fields["age"].choices = [
            (_OLD_ENOUGH, _now("Ich bin 16 Jahre oder älter.")),
            (_MINOR, self._words(_KEY.GUARDIAN)),
        ]
        for key in (_KEY.INTERNET, _KEY.RIGHTS, _KEY.PEOPLE):
            if key in self.fields:
                self.fields[key].label = self._words(key)
        limit = word_counts.max_words(self.kind, self.paper)
        if limit:
            self.fields["text"].limit_words(limit)
        # The list of mistakes follows this order.
        self.order_fields([*self.own_fields, *_OF_PHOTOS, *_OF_TEXTS, *_PERSON])

    def _words(self, key):
        return consents.consent_text(key, self.paper)

    def layout(self):
        return Layout(
            Fieldset(self.own_legend, *self.own_fields),
            Fieldset(_("Was wir damit tun dürfen"), *_OF_PHOTOS, *_OF_TEXTS),
            Fieldset(_("Wer Sie sind"), *_PERSON),
        )


class WithPhotosForm(PrintedForm):
    """Base of contributions with photos, which need further consents."""

    photo_1 = PhotoField(
        label=_("Foto"),
        help_text=_("Vom Handy oder vom Computer, auch HEIC. Den Ort und die Zeit der Aufnahme löschen wir daraus."),
        error_messages={"required": _("Wählen Sie ein Foto aus."), "empty": _("Die Datei ist leer.")},
    )
    photo_2 = PhotoField(label=_("Zweites Foto"), required=False, error_messages={"empty": _("Die Datei ist leer.")})
    photo_3 = PhotoField(label=_("Drittes Foto"), required=False, error_messages={"empty": _("Die Datei ist leer.")})
    rights = BooleanField(error_messages={"required": consents.MISSING[_KEY.RIGHTS]})
    people = BooleanField(error_messages={"required": consents.MISSING[_KEY.PEOPLE]})


class OptionalPhotosForm(WithPhotosForm):
    """Base of texts with optional photos."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("photo_1", *_OF_PHOTOS):
            self.fields[name].required = False
        for name in _OF_PHOTOS:
            self.fields[name].help_text = _now("Nur wenn Sie ein Foto schicken.")


class LetterForm(OptionalPhotosForm):
    """A letter to the newspaper, with an optional photo."""

    kind, heading = _KIND.LETTER, _("Einen Leserbrief schreiben")
    submit_label = _("Leserbrief abschicken")
    own_legend, own_fields = _("Ihr Leserbrief"), ("title", "text", "photo_1")

    photo_2 = photo_3 = None
    title = LineField(
        label=_("Worum geht es?"),
        help_text=_("Eine Überschrift, oder zu welchem Artikel Sie schreiben."),
        max_length=MAX_TITLE_LENGTH,
        required=False,
    )
    text = WordsField(label=_("Ihr Text"), error_messages={"required": _("Schreiben Sie Ihren Leserbrief.")})


class ArticleForm(OptionalPhotosForm):
    """An article, with optional photos."""

    kind, heading = _KIND.ARTICLE, _("Einen Artikel schreiben")
    submit_label = _("Artikel abschicken")
    own_legend, own_fields = _("Ihr Artikel"), ("title", "text", *_PHOTOS)

    title = LineField(
        label=_("Überschrift"),
        max_length=MAX_TITLE_LENGTH,
        error_messages={"required": _("Schreiben Sie eine Überschrift. Wir ändern sie vielleicht noch.")},
    )
    text = WordsField(label=_("Ihr Text"), error_messages={"required": _("Schreiben Sie Ihren Artikel.")})


class PhotoForm(WithPhotosForm):
    """Photos with a caption."""

    kind, heading = _KIND.PHOTO, _("Ein Foto schicken")
    submit_label = _("Foto abschicken")
    own_legend, own_fields = _("Ihr Foto"), (*_PHOTOS, "text")

    text = TextField(
        label=_("Was ist darauf zu sehen?"),
        help_text=CAPTION_HELP,
        max_length=1000,
        error_messages={"required": _("Schreiben Sie einen Satz dazu, was auf dem Foto zu sehen ist.")},
    )


class OldIssueForm(ContributionForm):
    """The offer of an old issue."""

    kind, heading = _KIND.OLD_ISSUE, _("Haben Sie eine alte Ausgabe?")
    submit_label = _("Abschicken")

    title = IssueField(
        label=_("Welche Ausgabe haben Sie?"),
        help_text=_("Nummer und Jahr stehen auf der ersten Seite, zum Beispiel 2/2026."),
        max_length=MAX_TITLE_LENGTH,
        error_messages={"required": _("Schreiben Sie, welche Ausgabe Sie haben.")},
    )
    text = TextField(
        label=_("Wie sieht sie aus, und wie kommt sie zu uns?"),
        help_text=_("Wir scannen sie und geben sie Ihnen zurück, wenn Sie möchten."),
        max_length=600,
        required=False,
    )

    def draft(self) -> submissions.Draft:
        title = self.cleaned_data.get("title", "")
        text = self.cleaned_data.get("text", "")
        return submissions.Draft(kind=self.kind, title=title, text=text, issue=issue_in(title))


class CodeForm(PaperLookUpForm):
    """Look up a contribution by its code."""

    heading = _("Meine Post an die Zeitung")
    purpose = _("Mit Ihrem Code sehen Sie, was aus Ihrem Beitrag wird, und Sie ziehen ihn zurück.")
