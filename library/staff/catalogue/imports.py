"""Titles from files in the administration: upload, preview and import, with progress."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.optimistic_locking.submissions import FORM_KEY, SAVED_ALREADY, create_once, form_key
from kasch_site.common.export.csv import CONTENT_TYPE, csv_file
from kasch_site.common.export.download import download
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.worker import execution
from library.catalogue.imports import headings, importing, reading, wrong_rows
from library.catalogue.imports.limits import MAX_BYTES, NotReadable
from library.models import CatalogueImport, ImportRow, MediumKind

REFRESH = 3  # seconds between two refreshes of a running import
PER_PAGE = 100
_STATE = CatalogueImport.State
_WORKING = (_STATE.READING, _STATE.RUNNING)
TOO_LATE = _("Das hat inzwischen schon jemand anders getan.")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Datei"),
        help_text=_("CSV, Excel, MARC 21 oder MARCXML, höchstens 20 MB und 50.000 Zeilen."),
        max_length=200,
        error_messages={
            "required": _("Bitte wählen Sie eine Datei aus."),
            "empty": _("Die Datei ist leer. Bitte wählen Sie eine andere."),
        },
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("Die Datei ist größer als 20 MB. Bitte teilen Sie sie."))
        return file


class BeginForm(forms.Form):
    """The options of an import."""

    medium = forms.ModelChoiceField(
        label=_("Art, wenn die Datei keine nennt"), queryset=MediumKind.objects.all(), empty_label=None
    )
    adds_copies = forms.BooleanField(label=_("Was schon da ist, bekommt ein weiteres Exemplar"), required=False)


@admin.register(CatalogueImport)
class CatalogueImportAdmin(admin.ModelAdmin):
    keeps_drafts = False
    list_display = ["file_name", "state", "started_at", "progress"]
    ordering = ["-started_at"]

    @admin.display(description=_("übernommen"))
    def progress(self, batch):
        return gettext("%(done)d von %(total)d") % {"done": batch.rows_done, "total": batch.rows_total}

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request)

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse("admin:library_catalogueimport_change", args=[object_id]))

    def add_view(self, request, form_url="", extra_context=None):
        """Show the upload form; store the file and enqueue its reading."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                batch, is_new = create_once(request, "import", lambda: reading.start(upload.name, upload.read()))
            except NotReadable as error:
                form.add_error("file", str(error))
            else:
                if not is_new and batch is not None:
                    messages.info(request, SAVED_ALREADY % {"name": batch})
                return self._to(batch)
        context = {"title": gettext("Titel aus einer Datei"), "form": form, "form_key": (FORM_KEY, form_key(request))}
        return self._page(request, "upload", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the preview of a file, or its progress; act on a pressed button."""
        batch = CatalogueImport.objects.filter(pk=parse_whole_number(object_id)).first()
        if batch is None:
            raise Http404
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        if request.method == "POST":
            return self._act(request, batch)
        return self._show(request, batch)

    def get_urls(self):
        path_of_rows = path(
            "<int:pk>/fehler.csv", self.admin_site.admin_view(self.wrong_rows), name="library_catalogueimport_wrong"
        )
        return [path_of_rows, *super().get_urls()]

    def wrong_rows(self, request, pk):
        """Return the rows that cannot be imported as a CSV file, to correct and upload again."""
        batch = get_object_or_404(CatalogueImport, pk=pk)
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        return download(csv_file(wrong_rows.table(batch)), CONTENT_TYPE, "fehler.csv")

    def _act(self, request, batch):
        if not self.has_change_permission(request, batch):
            raise PermissionDenied
        actions = {"correct": self._correct, "begin": self._begin, "discard": self._discard}
        simple = {"stop": importing.stop, "resume": importing.resume}
        pressed = request.POST.get("do")
        if pressed in simple:
            self._warn_if_late(request, simple[pressed](batch))
        elif pressed in actions:
            return actions[pressed](request, batch)
        return self._to(batch)

    def _correct(self, request, batch):
        sent = [request.POST.get(f"column-{number}", "") for number in range(len(batch.headings))]
        meanings = [meaning if meaning in headings.MEANINGS else headings.IGNORED for meaning in sent]
        self._warn_if_late(request, reading.correct(batch, meanings))
        return self._to(batch)

    def _begin(self, request, batch):
        form = BeginForm(request.POST)
        if not form.is_valid():
            return self._show(request, batch, form)
        data = form.cleaned_data
        self._warn_if_late(request, importing.begin(batch, data["medium"], adds_copies=data["adds_copies"]))
        return self._to(batch)

    def _discard(self, request, batch):
        if batch.state == _STATE.RUNNING:
            messages.warning(request, gettext("Bitte halten Sie es zuerst an."))
            return self._to(batch)
        importing.discard(batch)
        messages.success(request, gettext("Die Datei ist gelöscht. Titel, die schon übernommen waren, bleiben."))
        return HttpResponseRedirect(reverse("admin:library_catalogueimport_changelist"))

    def _warn_if_late(self, request, is_done):
        if not is_done:
            messages.warning(request, TOO_LATE)

    def _to(self, batch):
        name = "change" if batch is not None else "changelist"
        arguments = [batch.pk] if batch is not None else []
        return HttpResponseRedirect(reverse(f"admin:library_catalogueimport_{name}", args=arguments))

    def _show(self, request, batch, form=None):
        verdict = request.GET.get("zeilen", "")
        rows = batch.rows.order_by("line")
        if verdict in ImportRow.Verdict.values:
            rows = rows.filter(verdict=verdict)
        counts = dict(batch.rows.values_list("verdict").annotate(Count("pk")).order_by())
        is_working = batch.state in _WORKING
        context = {
            "title": gettext("Datei %(name)s") % {"name": batch},
            "batch": batch,
            "page": None if is_working else Paginator(rows, PER_PAGE).get_page(request.GET.get("seite")),
            "verdict": verdict,
            "wrong_count": counts.get(ImportRow.Verdict.WRONG, 0),
            "counts": [(value, label, counts.get(value, 0)) for value, label in ImportRow.Verdict.choices],
            "columns": list(zip(batch.headings, batch.meanings, strict=False)),
            "meanings": list(headings.MEANINGS.items()),
            "form": form or BeginForm(initial={"medium": MediumKind.objects.first()}),
            "is_working": is_working,
            "is_quiet": "ruhig" in request.GET,
            "is_worker_missing": is_working and execution.is_worker_missing(),
            "may_change": self.has_change_permission(request, batch),
        }
        response = self._page(request, "show", context)
        if is_working and not context["is_quiet"]:
            response["Refresh"] = str(REFRESH)
        return response

    def _page(self, request, template, context):
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/library/imports/{template}.html", {**shared, **context})
