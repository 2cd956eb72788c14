"""Stock-taking in the administration: scan with several phones, then apply or discard the result."""

from datetime import datetime

from django.contrib import admin, messages
from django.db.models import prefetch_related_objects
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.visitors.staff import RequestAdmin, require
from library.circulation import stocktaking
from library.circulation.desk.scans import MAX_LENGTH, ScanKind, read
from library.circulation.refusals import CirculationRefused
from library.models import Stocktake
from library.staff.permissions import is_at_desk

MAX_SHELF = 60
MAX_SHOWN = 1000
_MISREAD = _("Nicht zu lesen. Bitte scannen Sie das Etikett noch einmal.")
_PROBLEMS = {
    ScanKind.CARD: _("Das ist ein Leseausweis. Hier zählen nur Bücher."),
    ScanKind.ISBN: _("Das ist der Strichcode vom Verlag. Bitte scannen Sie unser Etikett."),
    ScanKind.TEXT: _MISREAD,
    ScanKind.UNREADABLE: _MISREAD,
    ScanKind.TOO_LONG: _MISREAD,
}


@admin.register(Stocktake)
class StocktakeAdmin(RequestAdmin):
    """The list starts a stock-taking; its page accepts scans and shows the result."""

    templates = "admin/library"
    search_fields = ()

    def get_urls(self):
        result = self.admin_site.admin_view(self.result)
        return [path("<int:pk>/ergebnis/", result, name="library_stocktake_result"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """Show the running and the last applied stock-taking; start another one."""
        require(is_at_desk(request.user))
        if request.method == "POST":
            try:
                return self._redirect_to(stocktaking.begin(_chosen_shelf(request.POST)))
            except CirculationRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
        context = {
            "running": Stocktake.objects.filter(applied_at=None),
            "applied": Stocktake.objects.exclude(applied_at=None)[:10],
            "shelves": stocktaking.shelves(),
        }
        return self.page(request, _("Bestandsprüfung"), "stocktakes", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Process scans: one from the field, or several that a phone stored while offline."""
        require(is_at_desk(request.user))
        stocktake = self.get_object(request, object_id)
        if stocktake is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        context = {
            "stocktake": stocktake,
            "shelves": stocktaking.shelves(),
            "shelf": request.POST.get("shelf", stocktake.shelf)[:MAX_SHELF],
        }
        if request.method == "POST":
            scanned = _scanned(request.POST)
            context["problems"] = _problems(scanned)
            try:
                stocktaking.store_scans(stocktake, scanned)
            except CirculationRefused as refused:
                self.message_user(request, str(refused), messages.ERROR)
                return self._redirect_to(stocktake, "result")
        context["count"] = stocktake.scans.exclude(copy=None).count()
        context["newest"] = stocktake.scans.select_related("copy__title").prefetch_related("copy__title__languages")[:5]
        return self.page(request, str(stocktake), "stocktake", context)

    def result(self, request, pk):
        """Show the result; apply it, or discard it after confirmation."""
        require(is_at_desk(request.user))
        stocktake = self.get_object(request, str(pk))
        if stocktake is None:
            return HttpResponseRedirect(self.list_url())
        action = request.POST.get("do", "")
        if action == "apply":
            stocktaking.apply(stocktake)
            self.log_change(request, stocktake, str(_("übernommen")))
            self.message_user(request, _("Übernommen. Danke! Was noch zu tun ist, steht unten."), messages.SUCCESS)
            return self._redirect_to(stocktake, "result")
        if action == "discard":
            stocktaking.discard(stocktake)
            self.message_user(request, _("Verworfen. Am Bestand hat sich nichts geändert."), messages.SUCCESS)
            return HttpResponseRedirect(self.list_url())
        outcome = stocktaking.result(stocktake)
        _fetch_languages(outcome)
        context = {
            "stocktake": stocktake,
            "result": outcome,
            "put_aside": stocktaking.put_aside_by(stocktake) if stocktake.applied_at else [],
            "max_shown": MAX_SHOWN,
            "asks": action == "ask",
        }
        return self.page(request, _("Was gefunden wurde"), "stocktake_result", context)

    def _redirect_to(self, stocktake, page="change"):
        return HttpResponseRedirect(reverse(f"admin:library_stocktake_{page}", args=[stocktake.pk]))

    def has_module_permission(self, request):
        return is_at_desk(request.user)

    def has_view_permission(self, request, obj=None):
        return is_at_desk(request.user)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return is_at_desk(request.user)


def _chosen_shelf(data) -> str:
    """Return the selected shelf, "" for everything; raise `CirculationRefused` if none was selected."""
    if "shelf" not in data:
        raise CirculationRefused(_("Bitte wählen Sie ein Regal, oder „alles“."))
    return data["shelf"][: MAX_SHELF + 1]


def _scanned(data) -> list[stocktaking.Scanned]:
    """Return the scans of a request: the field, and the lines stored by the page ("number, tab, shelf, tab, time")."""
    now = clock.now()
    scanned = [stocktaking.Scanned(data.get("scan", "")[:MAX_LENGTH], data.get("shelf", "")[:MAX_SHELF].strip(), now)]
    max_length = stocktaking.MAX_AT_ONCE * (MAX_LENGTH + MAX_SHELF + 40)
    for line in data.get("kept", "")[:max_length].splitlines()[: stocktaking.MAX_AT_ONCE]:
        entered, shelf, at = (*line.split("\t"), "", "")[:3]
        scanned.append(stocktaking.Scanned(entered[:MAX_LENGTH], shelf[:MAX_SHELF].strip(), _moment(at, now)))
    return scanned


def _fetch_languages(found):
    """Load the languages of the displayed titles."""
    lists = [found.missing, found.lent_but_here, found.withdrawn_but_here, found.lost_but_here]
    shown = [copy for copies in lists for copy in copies[:MAX_SHOWN]]
    shown += [copy for copy, _shelf in found.misplaced[:MAX_SHOWN]]
    prefetch_related_objects(shown, "title__languages")


def _problems(scanned) -> list[str]:
    """Return a sentence for each scan that is not the label of a copy."""
    kinds = [(each.entered, scan.kind) for each in scanned for scan in read(each.entered)]
    return [f"{entered} – {_PROBLEMS[kind]}" for entered, kind in kinds if kind in _PROBLEMS][:MAX_SHOWN]


def _moment(text, now) -> datetime:
    """Return the time sent by a phone; now if it is invalid or in the future."""
    try:
        moment = datetime.fromisoformat(text[:40])
    except ValueError:
        return now
    return min(moment, now) if moment.tzinfo and clock.is_plausible(moment) else now
