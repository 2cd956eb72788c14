"""Forms for uploaded issues: the files, their number and date, and the time of publication."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.admin.fields import NativeDateInput, NativeTimeField
from kasch_site.common.pdf.errors import FileRefused
from newspaper.editing.issue_creation import IssueDetails, create_issue
from newspaper.editing.replacing import replace
from newspaper.intake import uploads
from newspaper.models import ArchiveFile, Issue
from newspaper.models.issues import FIRST_YEAR, LAST_YEAR
from newspaper.models.paper import MAX_ISSUES_PER_YEAR

NOW, LATER, DRAFT = "now", "later", "draft"


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """An upload field for one or many files."""

    widget = FilesInput

    def clean(self, data, initial=None):
        """Return the files as a list."""
        files = data if isinstance(data, list | tuple) else [data]
        return [super(FilesField, self).clean(file, initial) for file in files or [None]]


class UploadForm(forms.Form):
    """Upload of a PDF, several of them, or a zip archive."""

    files = FilesField(
        label=_("PDF der Ausgabe"),
        help_text=_("Sie können auch mehrere PDFs auf einmal wählen, oder ein Zip-Archiv mit allen."),
        max_length=200,
        error_messages={
            "required": _("Bitte wählen Sie eine Datei aus."),
            "empty": _("Die Datei ist leer. Bitte wählen Sie sie noch einmal aus."),
        },
    )

    def uploaded(self) -> list[UploadedFile]:
        """Return the uploaded files."""
        return self.cleaned_data["files"]


class FileForm(forms.Form):
    """Number, date and theme of a file, with the proposed values as initial ones."""

    take = forms.BooleanField(label=_("aufnehmen"), required=False)
    number = forms.IntegerField(
        label=_("Nummer"), required=False, validators=[MinValueValidator(1), MaxValueValidator(MAX_ISSUES_PER_YEAR)]
    )
    year = forms.IntegerField(
        label=_("Jahr"), required=False, validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    published_on = forms.DateField(label=_("erschienen am"), required=False, widget=NativeDateInput)
    theme = forms.CharField(label=_("Thema der Ausgabe"), required=False, max_length=160)
    rights = forms.CharField(
        label=_("Rechte"),
        required=False,
        max_length=250,
        help_text=_("Was ist geklärt, was nicht? Zum Beispiel: Fotos auf Seite 3 nur gedruckt."),
    )
    replaces = forms.BooleanField(
        label=_("Die Ausgabe gibt es schon: ihre Datei durch diese ersetzen"),
        required=False,
        help_text=_(
            "Nummer, Adressen und Artikel bleiben. Ihre Korrekturen bleiben, wo die neue Datei denselben Text hat; bei "
            "den anderen Seiten fragen wir Sie. Was ausgeblendet ist, bleibt ausgeblendet."
        ),
    )

    def __init__(self, *args, file: ArchiveFile, is_only=False, **kwargs):
        self.file = file
        self.existing: Issue | None = None
        self.may_replace = False
        initial = {"number": file.number, "year": file.year, "published_on": file.published_on}
        super().__init__(*args, initial=initial, prefix=f"datei-{file.pk}", **kwargs)
        if is_only:
            del self.fields["take"]

    def is_selected(self) -> bool:
        """Return whether the file is selected to become an issue."""
        return "take" not in self.fields or self.cleaned_data.get("take", False)

    def clean(self):
        data = super().clean()
        if self.is_selected():
            for name, text in (("number", _("Welche Nummer ist das?")), ("year", _("Aus welchem Jahr ist das?"))):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, text)
        day = data.get("published_on")
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            self.add_error("published_on", _("Bitte prüfen Sie das Jahr."))
        return data

    def refuse_duplicates(self, taken: set[tuple[int, int]]) -> None:
        """Add an error if an issue of that number exists, or is selected above; add the number to `taken`.

        An existing issue can get this file in place of its own.
        """
        key = self.cleaned_data.get("year"), self.cleaned_data.get("number")
        if not self.is_selected() or None in key:
            return
        if self.cleaned_data["replaces"]:
            self.existing = Issue.objects.filter(year=key[0], number=key[1]).first()
            if self.existing is None:
                text = _now("Die Ausgabe %(number)d/%(year)d gibt es noch nicht. Bitte nehmen Sie das Häkchen weg.")
                self.add_error("replaces", text % {"number": key[1], "year": key[0]})
        elif key in taken:
            self.may_replace = True
            text = _now("Die Ausgabe %(number)d/%(year)d gibt es schon, oder sie steht zweimal in der Liste.")
            self.add_error("number", text % {"number": key[1], "year": key[0]})
        taken.add(key)

    def create_issue(self, publishing: dict) -> Issue:
        """Create an issue from the file, or replace the file of an existing issue. Raise `FileRefused`."""
        if self.existing is not None:
            return replace(self.existing, self.file)
        return create_issue(self.file, self.details(), **publishing)

    def details(self) -> IssueDetails:
        """Return the details of the issue that staff have entered."""
        data = self.cleaned_data
        return IssueDetails(data["number"], data["year"], data["published_on"], data["theme"], data["rights"])


class PublishForm(forms.Form):
    """The time at which the issues are published."""

    when = forms.ChoiceField(
        label=_("Wann kommt es auf die Website?"),
        choices=[(NOW, _("sofort")), (LATER, _("zu einem Zeitpunkt")), (DRAFT, _("noch nicht: erst als Entwurf"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Bitte wählen Sie, wann es auf die Website kommt.")},
    )
    day = forms.DateField(label=_("am"), required=False, widget=NativeDateInput)
    time = NativeTimeField(label=_("um"), required=False)

    def clean(self):
        data = super().clean()
        if data.get("when") == LATER:
            for name, text in (("day", _("An welchem Tag?")), ("time", _("Um wie viel Uhr?"))):
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, text)
            if data.get("day") and not clock.FIRST_DAY <= data["day"] <= clock.LAST_DAY:
                self.add_error("day", _("Bitte wählen Sie ein Jahr zwischen 2000 und 2100."))
        return data

    def publishing(self) -> dict:
        """Return the arguments of `create_issue`."""
        data = self.cleaned_data
        publish_at = clock.local(data["day"], data["time"]) if data["when"] == LATER else None
        return {"is_public": data["when"] != DRAFT, "publish_at": publish_at}


class SubmittedForms:
    """The submitted forms of a page: one for each file, and the time of publication.

    Nothing is stored while a form has an error.
    """

    def __init__(self, data, files, *, is_only: bool):
        """Bind the forms to `data`; without it they show the proposals."""
        self.forms = [FileForm(data, file=file, is_only=is_only) for file in files]
        taken = _numbers_of({form.file.year for form in self.forms})
        for form in self.forms:
            form.may_replace = (form.file.year, form.file.number) in taken
        self.publish = PublishForm(data)
        self._taken_in: list[FileForm] = []

    def is_valid(self) -> bool:
        """Return whether the forms of all selected files are valid."""
        checked = [form for form in self.forms if form.is_valid()]
        taken = _numbers_of({form.cleaned_data["year"] for form in checked})
        for form in checked:
            form.refuse_duplicates(taken)
        is_said = self._has_no_new_issue() or self.publish.is_valid()
        return is_said and not any(form.errors for form in self.forms)

    def has_errors(self) -> bool:
        """Return whether any error is to be shown."""
        is_when_needed = self.publish.is_bound and not self._has_no_new_issue()
        return any(form.errors for form in [*self.forms, *([self.publish] if is_when_needed else [])])

    def open_forms(self) -> list[FileForm]:
        """Return the forms of the files that are not confirmed yet."""
        return [form for form in self.forms if form not in self._taken_in]

    def remember(self) -> None:
        """Store the corrections of files that are not selected yet."""
        for form in self.forms:
            if form.is_valid() and not form.is_selected() and form.has_changed():
                data = form.cleaned_data
                uploads.correct(form.file, number=data["number"], year=data["year"], published_on=data["published_on"])

    def create_issues(self) -> list[Issue]:
        """Create issues from the selected files; a refusal becomes an error of its form."""
        issues, publishing = [], self.publish.publishing() if self.publish.is_valid() else {}
        for form in self._selected():
            try:
                issues.append(form.create_issue(publishing))
                self._taken_in.append(form)
            except FileRefused as error:
                form.add_error(None, str(error))
        return issues

    def _has_no_new_issue(self) -> bool:
        """Return whether all selected files replace files of existing issues, so that nothing is published."""
        return all(form.existing for form in self._selected())

    def _selected(self):
        return [form for form in self.forms if form.is_valid() and form.is_selected()]


def _numbers_of(years) -> set[tuple[int, int]]:
    """Return year and number of the issues of these years."""
    return set(Issue.objects.filter(year__in=years - {None}).values_list("year", "number"))
