"""Print labels and cards: for selected or new copies, and blank ones ahead."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.admin.optimistic_locking.submissions import FORM_KEY, create_once, form_key
from kasch_site.common.export.download import download
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.house.building import building
from library.circulation import numbering
from library.models import Card, Copy, NumberKind, NumberRange, NumberSequence
from library.models.numbers import MAX_SERIAL, is_number, number_of, serial_of
from library.printing import labels
from library.printing.labels import MAX_LABELS, Label
from library.printing.sheets import MAX_PLACES, SHEETS

PAGE = "admin:library_labels"
TAKEN_ALREADY = _(
    "Diese Nummern waren schon vergeben; es sind dieselben noch einmal. "
    "Für weitere laden Sie bitte die Seite „Etiketten und Ausweise drucken“ neu."
)
RANGES_SHOWN = 5  # the last numbers that were given out ahead, to print them again
_ADD = {NumberKind.COPY: "library.add_copy", NumberKind.CARD: "library.add_card"}


class SheetForm(forms.Form):
    """The sheet in the printer, and its first free position."""

    sheet = forms.ChoiceField(label=_("Bogen"), choices=lambda: [(key, str(sheet)) for key, sheet in SHEETS.items()])
    start = forms.IntegerField(
        label=_("Erstes freies Etikett"),
        min_value=1,
        max_value=MAX_PLACES,
        initial=1,
        help_text=_("Auf einem neuen Bogen 1; gezählt wird Zeile für Zeile."),
    )

    def clean(self):
        data = super().clean()
        sheet, start = SHEETS.get(data.get("sheet")), data.get("start")
        if sheet and start and start > sheet.places:
            self.add_error("start", _("So viele Etiketten hat der Bogen nicht: %(number)d.") % {"number": sheet.places})
        return data


class PrintAheadForm(forms.Form):
    """The number of blank labels or cards to print ahead."""

    kind = forms.ChoiceField(
        label=_("Was?"), choices=[(NumberKind.COPY, _("Buchetiketten")), (NumberKind.CARD, _("Leseausweise"))]
    )
    count = forms.IntegerField(label=_("Wie viele?"), min_value=1, max_value=MAX_LABELS, initial=24)


def page(request, admin, numbers: list[str] | None = None, form: SheetForm | None = None) -> TemplateResponse:
    """Show the printing page; `numbers` preselects labels."""
    if not request.user.has_perm("library.view_copy"):
        raise PermissionDenied
    numbers = _numbers_in(request.GET) if numbers is None else numbers
    context = {
        **admin.admin_site.each_context(request),
        "title": gettext("Etiketten und Ausweise drucken"),
        "opts": admin.opts,
        "numbers": numbers,
        "first": serial_of(numbers[0]) if numbers else None,
        "last": serial_of(numbers[-1]) if numbers else None,
        "form": form or SheetForm(),
        "ahead_form": PrintAheadForm(),
        "form_key": (FORM_KEY, form_key(request)),
        "ranges": [(taken, address_of(taken.numbers)) for taken in NumberRange.objects.all()[:RANGES_SHOWN]],
        "newest_max": MAX_LABELS,
    }
    response = TemplateResponse(request, "admin/library/labels.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def address_of(numbers: list[str]) -> str:
    """Return the URL to print labels or cards with consecutive numbers."""
    query = {"art": numbers[0][0], "von": serial_of(numbers[0]), "anzahl": len(numbers)}
    return f"{reverse(PAGE)}?{urlencode(query)}"


def allocate_ahead(request):
    """Allocate numbers for blank labels or cards, and redirect to printing them.

    A form that is sent twice, or again after "Back", redirects to the same numbers.
    """
    form = PrintAheadForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(message for errors in form.errors.values() for message in errors))
        return HttpResponseRedirect(reverse(PAGE))
    kind, count = NumberKind(form.cleaned_data["kind"]), form.cleaned_data["count"]
    if not request.user.has_perm(_ADD[kind]):
        raise PermissionDenied
    # The same form with another choice means other numbers.
    taken, is_new = create_once(request, f"numbers {kind} {count}", lambda: numbering.allocate_ahead(kind, count))
    if not is_new:
        messages.info(request, TAKEN_ALREADY)
    return HttpResponseRedirect(address_of(taken.numbers))


def pdf(request, admin):
    """Return the labels of the selected numbers as a PDF; the page again if the sheet has no such position."""
    if not request.user.has_perm("library.view_copy"):
        raise PermissionDenied
    numbers = [number for number in request.POST.getlist("number")[:MAX_LABELS] if is_number(number)]
    form = SheetForm(request.POST)
    if not form.is_valid():
        return page(request, admin, numbers, form)
    chosen = _labels(request.user, numbers)
    if not chosen:
        messages.warning(request, gettext("Es ist nichts zum Drucken ausgewählt."))
        return HttpResponseRedirect(reverse(PAGE))
    sheet, start = SHEETS[form.cleaned_data["sheet"]], form.cleaned_data["start"]
    content = labels.labels_pdf(chosen, sheet, start, building(), clock.today())
    return download(content, "application/pdf", "etiketten.pdf")


def _labels(user, numbers) -> list[Label]:
    """Return the labels in the order of the numbers, without numbers that were never allocated."""
    copies = Copy.objects.filter(number__in=numbers).select_related("title")
    cards = Card.objects.filter(number__in=numbers, blocked_on=None).select_related("patron")
    made = labels.of_copies(copies)
    if user.has_perm("library.view_card") and user.has_perm("library.view_patron"):
        made += labels.of_cards(cards)
    by_number = {label.number: label for label in made}
    next_serial = NumberSequence.objects.filter(kind=NumberKind.COPY).values_list("next_serial", flat=True).first() or 0
    ahead = {
        number: Label(number)
        for number in numbers
        if number.startswith(NumberKind.COPY) and serial_of(number) < next_serial
    }
    return [label for number in dict.fromkeys(numbers) if (label := by_number.get(number) or ahead.get(number))]


def _numbers_in(query) -> list[str]:
    """Return the numbers named in a query: the newest copies, or an allocated range."""
    newest = parse_whole_number(query.get("neueste"), MAX_LABELS)
    if newest:
        copies = Copy.objects.order_by("-pk").values_list("number", flat=True)[:newest]
        return sorted(copies)
    kind, first, count = (
        query.get("art"),
        parse_whole_number(query.get("von"), MAX_SERIAL),
        parse_whole_number(query.get("anzahl"), MAX_LABELS),
    )
    if kind not in NumberKind.values or not first or not count:
        return []
    return [number_of(kind, serial) for serial in range(first, min(first + count, MAX_SERIAL + 1))]
