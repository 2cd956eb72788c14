"""Patrons in the administration: register, correct, give a new card or PIN, end the membership, erase."""

from functools import partial

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import Count, Q, Value
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.optimistic_locking.submissions import FORM_KEY, create_once, form_key
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.visitors.matching import visitor_matcher
from kasch_site.visitors.staff import RequestAdmin, require
from library.circulation.desk.scans import ScanKind, read
from library.circulation.patrons import patrons
from library.circulation.refusals import CirculationRefused
from library.models import Card, Loan, Patron
from library.staff.catalogue import labels

from .desk_page import PatronPanel
from .patron_forms import CardForm, RegisterForm, card_number

# The button that confirms that a new patron is not the existing one with the same name.
ANOTHER_PERSON = "another_person"


class MembershipFilter(admin.SimpleListFilter):
    """Filter patrons: members by default, or those whose membership has ended."""

    title = _("Mitgliedschaft")
    parameter_name = "beendet"

    def lookups(self, request, model_admin):
        return [("ja", _("beendet")), ("alle", _("alle"))]

    def choices(self, changelist):
        default, *choices = super().choices(changelist)
        return [{**default, "display": _("liest bei uns")}, *choices]

    def queryset(self, request, queryset):
        if self.value() == "alle":
            return queryset
        return queryset.filter(ended_on__isnull=self.value() != "ja")


@admin.register(Patron)
class PatronAdmin(RequestAdmin):
    """The form corrects name, contact and language; all other changes are buttons that call domain functions."""

    templates = "admin/library"
    change_form_template = "admin/library/patron.html"
    list_display = ["name", "contact", "at_home", "joined_on"]
    list_filter = [MembershipFilter]
    search_help_text = _("Name, Telefon, E-Mail oder Ausweis")
    fields = ["name", "email", "phone", "language", "guardian"]
    list_per_page = 50

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("<int:pk>/ausweis/", view(self.card), name="library_patron_card"),
            path("<int:pk>/pin/", view(self.pin), name="library_patron_pin"),
            path("<int:pk>/beenden/", view(self.end), name="library_patron_end"),
            path("<int:pk>/loeschen/", view(self.erase), name="library_patron_erase"),
        ]
        return own + super().get_urls()

    def get_queryset(self, request):
        at_home = Count("loans", filter=Q(loans__returned_at=None))
        return super().get_queryset(request).annotate(loans_at_home=at_home)

    @staticmethod
    def matching_keys(typed, rows):
        """Return the primary keys of the patrons with this name, contact or card."""
        scans = read(typed)
        if [scan.kind for scan in scans] == [ScanKind.CARD]:
            return list(rows.filter(cards__number=scans[0].text).values_list("pk", flat=True))
        matches = visitor_matcher(typed)
        if matches is None:
            return []
        values = rows.order_by().annotate(code=Value("")).values_list("pk", "name", "code", "email_key", "phone_key")
        return [pk for pk, *row in values.iterator() if matches(*row)]

    @admin.display(description=_("Erreichbar unter"))
    def contact(self, patron):
        return patron.contact

    @admin.display(description=_("hat ausgeliehen"), ordering="loans_at_home")
    def at_home(self, patron):
        return patron.loans_at_home

    def save_model(self, request, obj, form, change):
        """Save the corrections."""
        patrons.correct(obj)

    def add_view(self, request, form_url="", extra_context=None):
        """Register a patron: one form, then the card."""
        require(self.has_add_permission(request))
        form, similar = RegisterForm(request.POST or None, initial={"card": _scanned_card(request)}), []
        if request.method == "POST" and form.is_valid() and not is_shown_again(request):
            if ANOTHER_PERSON not in request.POST:
                similar = patrons.similar_to(form.person(), form.idempotency_key())
            if not similar and (patron := self._join(request, form)):
                return self._redirect_to(patron)
        context = {"form": form, "has_errors": bool(form.errors or similar), "similar": similar}
        context["another_person"] = ANOTHER_PERSON
        return self.page(request, _("Leserin oder Leser werden"), "join", context)

    def _join(self, request, form):
        """Register a patron; return None if it is refused, with an error in the form."""
        try:
            with transaction.atomic():
                patron = patrons.register(form.person(), form.idempotency_key(), form.cleaned_data["card"])
                self.log_addition(request, patron, [{"added": {}}])
        except CirculationRefused as refused:
            form.add_error("card", str(refused))
            return None
        self.message_user(request, _("Angemeldet. Willkommen in der Bibliothek!"), messages.SUCCESS)
        return patron

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the patron: the form, cards, loans, and the buttons."""
        patron = self.get_object(request, object_id)
        shown = {}
        if patron:
            cards = list(patron.cards.all())
            valid = next((card for card in cards if card.blocked_on is None), None)
            shown = {"panel": PatronPanel.of(patron, None), "cards": cards}
            shown["print_url"] = labels.address_of([valid.number]) if valid else ""
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def card(self, request, pk):
        """Give a patron a new card; the previous one is blocked."""
        patron, form = self._patron(request, pk), CardForm(request.POST or None)
        if request.method == "POST" and form.is_valid() and not is_shown_again(request):
            try:
                return self._give_card(request, patron, form.cleaned_data["card"])
            except CirculationRefused as refused:
                form.add_error("card", str(refused))
        context = {"patron": patron, "form": form, "has_errors": bool(form.errors)}
        context["form_key"] = (FORM_KEY, form_key(request))
        context["old"] = Card.objects.valid().filter(patron=patron).first()
        return self.page(request, _("Neuer Ausweis"), "patron_card", context)

    def _give_card(self, request, patron, number):
        """Give the card once, however often the form is sent, and redirect to the patron."""
        give = partial(patrons.give_card, patron, number)
        with transaction.atomic():
            card, is_new = create_once(request, f"card of {patron.pk}", give)
            if is_new:
                self.log_change(request, patron, str(_("neuer Ausweis")))
        text = _("Neuer Ausweis: %(number)s. Der alte gilt nicht mehr.") % {"number": card.number}
        self.message_user(request, text, messages.SUCCESS)
        return self._redirect_to(patron)

    def pin(self, request, pk):
        """Ask for confirmation, then set a new PIN and show it once."""
        patron, pin = self._patron(request, pk), ""
        if request.method == "POST":
            with transaction.atomic():
                pin = patrons.reset_pin(patron)
                self.log_change(request, patron, str(_("neue PIN")))
        card = Card.objects.valid().filter(patron=patron).first()
        return self.page(request, _("PIN"), "patron_pin", {"patron": patron, "pin": pin, "card": card})

    def end(self, request, pk):
        """Ask for confirmation, then end the membership; refused with the reason while there are loans."""
        patron = self._patron(request, pk)
        if request.method == "POST":
            try:
                with transaction.atomic():
                    patrons.end(patron)
                    self.log_change(request, patron, str(_("Mitgliedschaft beendet")))
                self.message_user(request, _("Die Mitgliedschaft ist beendet."), messages.SUCCESS)
                return self._redirect_to(patron)
            except CirculationRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
        context = {"panel": PatronPanel.of(patron, None), "patron": patron}
        return self.page(request, _("Mitgliedschaft beenden?"), "patron_end", context)

    def erase(self, request, pk):
        """Ask for confirmation, then erase the patron with all traces; copies are never erased with them."""
        patron = self._patron(request, pk)
        require(request.user.has_perm("library.delete_patron"))
        if request.method == "POST":
            try:
                patrons.erase(patron)
                self.message_user(request, _("Gelöscht. Alle Bücher sind noch da."), messages.SUCCESS)
                return HttpResponseRedirect(self.list_url())
            except CirculationRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
        at_home = Loan.objects.open().of(patron).with_titles()
        return self.page(request, _("Alle Angaben löschen?"), "patron_erase", {"patron": patron, "at_home": at_home})

    def _patron(self, request, pk):
        require(self.has_change_permission(request))
        return get_object_or_404(Patron, pk=pk)

    def _redirect_to(self, patron):
        return HttpResponseRedirect(reverse("admin:library_patron_change", args=[patron.pk]))


def _scanned_card(request):
    """Return the number of the blank card that was scanned at the desk; "" if the address has none."""
    entered = request.GET.get("card", "")
    scans = read(entered)
    return card_number(entered) if [scan.kind for scan in scans] == [ScanKind.CARD] else ""
