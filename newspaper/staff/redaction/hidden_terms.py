"""Hidden terms in the administration: find a name, preview, hide it, and undo that."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.visitors.staff import require
from kasch_site.worker import execution
from newspaper.models import HiddenTerm, IssueRedaction
from newspaper.redaction import hiding, name_search

from .forms import CHOSEN, FIRST_AND_LAST, NameForm, PageForm, PassageForm

REFRESH = 3  # seconds between two refreshes while files are made
MAX_SHOWN = 80  # characters of a passage in the list
_PREFIX = "admin:newspaper_hiddenterm_"


@admin.register(HiddenTerm)
class HiddenTermAdmin(admin.ModelAdmin):
    """Hidden terms. Each way to hide something has a page that previews its effect."""

    keeps_drafts = False
    list_display = ["shown_term", "kind", "where", "reason", "hidden_at", "hidden_by"]
    list_filter = ["kind", "reason"]
    list_select_related = ["issue", "hidden_by"]
    list_per_page = 50

    def get_urls(self):
        own = [
            path("stelle/", self.admin_site.admin_view(self.passage_view), name="newspaper_hiddenterm_passage"),
            path("seite/", self.admin_site.admin_view(self.page_view), name="newspaper_hiddenterm_page"),
        ]
        return [*own, *super().get_urls()]

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request)

    def has_delete_permission(self, request, obj=None):
        return False

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse(f"{_PREFIX}change", args=[object_id]))

    # Display

    @admin.display(description=_("Name oder Stelle"))
    def shown_term(self, row):
        if row.kind == HiddenTerm.Kind.PAGE:
            return gettext("die ganze Seite")
        return row.term if len(row.term) <= MAX_SHOWN else f"{row.term[:MAX_SHOWN]} …"

    @admin.display(description=_("Wo"))
    def where(self, row):
        return where_in_words(row)

    # Hiding

    def add_view(self, request, form_url="", extra_context=None):
        """Ask for a name, show its matches, and hide it."""
        require(self.has_add_permission(request))
        form = NameForm(request.POST or None)
        is_valid = form.is_bound and form.is_valid()
        found = name_search.find(form.cleaned_data["term"]) if is_valid else None
        keys = set(request.POST.getlist(CHOSEN))
        if is_valid and request.POST.get("do") == "hide":
            try:
                return self._hide(request, form.chosen(found, keys))
            except ValidationError as error:
                form.add_error(None, error)
        elif found:
            keys = found.keys
        context = {"form": form, "found": found, "keys": keys, "title": gettext("Einen Namen ausblenden")}
        return self._page(request, "name", context)

    def passage_view(self, request):
        """Ask for a page, show its words, and hide the selected ones."""
        require(self.has_add_permission(request))
        form = PassageForm(request.POST or None)
        is_valid = form.is_bound and form.is_valid()
        page = form.page() if is_valid else None
        words = sorted(set(map(parse_whole_number, request.POST.getlist(FIRST_AND_LAST))) - {None})
        if is_valid and request.POST.get("do") == "hide":
            try:
                return self._hide(request, [form.chosen(words)])
            except ValidationError as error:
                form.add_error(None, error)
        title = gettext("Eine Stelle ausblenden")
        return self._page(request, "passage", {"form": form, "page": page, "words": words_of(page), "title": title})

    def page_view(self, request):
        """Ask for a page, show its beginning, and hide it."""
        require(self.has_add_permission(request))
        form = PageForm(request.POST or None)
        is_valid = form.is_bound and form.is_valid()
        if is_valid and request.POST.get("do") == "hide":
            return self._hide(request, [form.hiding()])
        context = {"form": form, "page": form.page() if is_valid else None}
        return self._page(request, "page", {**context, "title": gettext("Eine ganze Seite ausblenden")})

    def _hide(self, request, hidings):
        rows = hiding.hide(hidings, by=request.user)
        text = ngettext("Das ist ausgeblendet.", "%(count)d Stellen sind ausgeblendet.", len(rows))
        messages.success(request, text % {"count": len(rows)})
        if len(rows) == 1:
            return HttpResponseRedirect(reverse(f"{_PREFIX}change", args=[rows[0].pk]))
        return HttpResponseRedirect(reverse(f"{_PREFIX}changelist"))

    # One hidden term

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a hidden term and the progress of its files; on POST undo the hiding."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        require(self.has_view_permission(request, row))
        if request.method == "POST":
            require(self.has_change_permission(request, row))
            return self._show_again(request, row)
        redactions = IssueRedaction.objects.select_related("issue")
        redactions = redactions if row.issue_id is None else redactions.filter(issue=row.issue_id)
        waiting = redactions.waiting().count()
        context = {
            "title": self.shown_term(row),
            "row": row,
            "where": where_in_words(row),
            "total": redactions.count(),
            "done": redactions.count() - waiting,
            "failed": redactions.failed(),
            "is_working": waiting > 0,
            "is_quiet": "ruhig" in request.GET,
            "is_worker_missing": waiting > 0 and execution.is_worker_missing(),
            "may_change": self.has_change_permission(request, row),
        }
        response = self._page(request, "term", context)
        if context["is_working"] and not context["is_quiet"]:
            response["Refresh"] = str(REFRESH)
        return response

    def _show_again(self, request, row):
        changed_since = hiding.unhide(row)
        messages.success(request, gettext("Das ist wieder zu lesen. Bilder und PDF werden neu gemacht."))
        if changed_since:
            text = ngettext(
                "Ein Text bleibt, wie er ist: Jemand hat ihn inzwischen geändert.",
                "%(count)d Texte bleiben, wie sie sind: Jemand hat sie inzwischen geändert.",
                changed_since,
            )
            messages.warning(request, text % {"count": changed_since})
        return HttpResponseRedirect(reverse(f"{_PREFIX}changelist"))

    def _page(self, request, template, context):
        """Render a page that contains names and must not be cached."""
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        response = TemplateResponse(request, f"admin/newspaper/hiding/{template}.html", {**shared, **context})
        response["Cache-Control"] = "no-store"
        return response


def where_in_words(row: HiddenTerm) -> str:
    """Return the scope of a hidden term as text."""
    if row.issue_id is None:
        return gettext("in allen Ausgaben")
    facts = {"issue": row.issue.short_name, "page": row.page_number}
    if row.page_number is None:
        return gettext("Ausgabe %(issue)s") % facts
    return gettext("Ausgabe %(issue)s, Seite %(page)d") % facts


def words_of(page) -> list[tuple[int, str]]:
    """Return the words of a page that have a box, each with its position in the text."""
    if page is None:
        return []
    places_of_words = dict.fromkeys((word[0], word[1]) for word in page.words)
    return [(start, page.text[start : start + length]) for start, length in places_of_words]
