"""Forms for hiding a name, a passage, or a page."""

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from kasch_site.common.forms.base import AccessibleForm, LineField, TextField
from kasch_site.common.forms.bounded_fields import BooleanField, ChoiceField, IntegerField, ModelChoiceField
from newspaper.models import HiddenTerm, Issue, Page
from newspaper.models.pages import MAX_PAGES
from newspaper.models.redaction import MAX_NAME_LENGTH, MAX_PASSAGE_LENGTH
from newspaper.redaction import names
from newspaper.redaction.hiding import Hiding
from newspaper.redaction.name_search import Match, NameMatches

_KIND = HiddenTerm.Kind
MIN_LETTERS = 5
CHOSEN, FIRST_AND_LAST = "stelle", "wort"


class ReasonForm(AccessibleForm):
    """Base of the forms: the reason for hiding."""

    reason = ChoiceField(
        label=_("Warum?"),
        help_text=_("Das sehen nur Menschen, die an der Zeitung arbeiten."),
        choices=[("", _("Bitte wählen")), *HiddenTerm.Reason.choices],
        error_messages={"required": _("Wählen Sie aus, warum.")},
    )


class NameForm(ReasonForm):
    """A name to hide, and which of its matches."""

    term = LineField(
        label=_("Welcher Name?"),
        help_text=_("Vorname und Nachname. Gefunden wird er in jeder Schreibweise, auch „Nachname, Vorname“."),
        max_length=MAX_NAME_LENGTH,
        error_messages={"required": _("Schreiben Sie den Namen.")},
    )
    everywhere = BooleanField(label=_("auch in allen Ausgaben, die noch dazukommen"), required=False, initial=True)
    field_order = ["term", "reason", "everywhere"]

    def clean_term(self):
        term = self.cleaned_data["term"]
        if len(names.key_of(term)) < MIN_LETTERS or len(names.parts_of(term)) < 2:
            raise forms.ValidationError(
                _now("Schreiben Sie Vornamen und Nachnamen. Mit einem Namen allein verschwänden andere Menschen mit.")
            )
        return term

    def chosen(self, found: NameMatches, keys: set[str]) -> list[Hiding]:
        """Return what to hide. Raise `ValidationError` if the selection is contradictory or outdated."""
        certain = [match for match in found.certain if match.key in keys]
        possible = [match for match in found.possible if match.key in keys]
        if self.cleaned_data["everywhere"]:
            if len(certain) < len(found.certain):
                raise forms.ValidationError(
                    _now(
                        "Bei einer Stelle fehlt das Häkchen. Dann nehmen Sie bitte auch das Häkchen bei „alle "
                        "Ausgaben, die noch dazukommen“ weg."
                    )
                )
            hidings = [self._hiding(_KIND.NAME)]
        else:
            hidings = [self._hiding(_KIND.NAME, match) for match in certain]
        hidings += [self._hiding(_KIND.PASSAGE, match) for match in possible]
        if not hidings:
            raise forms.ValidationError(_now("Setzen Sie mindestens ein Häkchen."))
        return hidings

    def _hiding(self, kind, match: Match | None = None) -> Hiding:
        term = match.passage if kind == _KIND.PASSAGE else self.cleaned_data["term"]
        where = {"issue": match.issue, "page_number": match.page_number} if match else {}
        return Hiding(kind, self.cleaned_data["reason"], term, **where)


class PageForm(ReasonForm):
    """A page of an issue to hide as a whole."""

    issue = ModelChoiceField(
        label=_("Welche Ausgabe?"),
        queryset=Issue.objects.newest(),
        empty_label=_("Bitte wählen"),
        error_messages={"required": _("Wählen Sie die Ausgabe aus.")},
    )
    page_number = IntegerField(
        label=_("Welche Seite?"),
        min_value=1,
        max_value=MAX_PAGES,
        error_messages={"required": _("Schreiben Sie die Nummer der Seite.")},
    )
    field_order = ["issue", "page_number", "reason"]

    def clean(self):
        cleaned = super().clean()
        if {"issue", "page_number"} <= set(cleaned) and self.page() is None:
            self.add_error("page_number", _now("Diese Seite hat die Ausgabe nicht."))
        return cleaned

    def page(self) -> Page | None:
        """Return the selected page."""
        rows = Page.objects.filter(issue=self.cleaned_data["issue"], number=self.cleaned_data["page_number"])
        return rows.select_related("issue").first()

    def hiding(self) -> Hiding:
        """Return the page to hide."""
        where = {"issue": self.cleaned_data["issue"], "page_number": self.cleaned_data["page_number"]}
        return Hiding(_KIND.PAGE, self.cleaned_data["reason"], **where)


class PassageForm(PageForm):
    """A passage of a page to hide: typed, or from one word to another."""

    term = TextField(
        label=_("Oder schreiben Sie die Stelle ab"),
        help_text=_("So, wie sie auf der Seite steht. Groß und klein, Zeilen und Satzzeichen sind egal."),
        max_length=MAX_PASSAGE_LENGTH,
        required=False,
    )

    def chosen(self, places: list[int]) -> Hiding:
        """Return the passage to hide: from the first to the last of these words, or the typed text.

        Raise `ValidationError` if there is neither, or if the typed text is not on the page.
        """
        page, term, areas = self.page(), self.cleaned_data.get("term", ""), []
        if places:
            words = sorted(word for word in page.words if min(places) <= word[0] <= max(places))
            if words:
                term = page.text[words[0][0] : words[-1][0] + words[-1][1]]
                areas = [word[2:6] for word in words]
        if not names.key_of(term):
            raise forms.ValidationError(_now("Kreuzen Sie das erste und das letzte Wort an, oder schreiben Sie es ab."))
        if not names.Pattern(term, is_passage=True).spans(page.text):
            raise forms.ValidationError(_now("Das steht so nicht auf der Seite. Schreiben Sie es bitte genau ab."))
        where = {"issue": self.cleaned_data["issue"], "page_number": self.cleaned_data["page_number"]}
        return Hiding(_KIND.PASSAGE, self.cleaned_data["reason"], term, areas=tuple(map(tuple, areas)), **where)
