"""Uploaded issues in the administration: upload, check the proposals, confirm."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.optimistic_locking.submissions import FORM_KEY, SAVED_ALREADY, create_once, form_key
from kasch_site.common.pdf.errors import FileRefused
from kasch_site.common.text.whole_numbers import parse_whole_number
from kasch_site.worker import execution
from newspaper.intake import checks, uploads
from newspaper.models import ArchiveFile, ArchiveUpload
from newspaper.staff.issues.issue_pages import REFRESH, pages_url

from .forms import SubmittedForms, UploadForm

PER_PAGE = 25
_STATE = ArchiveFile.State


@admin.register(ArchiveUpload)
class UploadAdmin(admin.ModelAdmin):
    keeps_drafts = False
    list_display = ["name", "uploaded_at", "state", "to_confirm", "imported"]
    list_filter = ["state"]
    search_fields = ["name", "files__name"]
    search_help_text = _("Sucht im Namen der Dateien.")
    list_per_page = 50

    def get_queryset(self, request):
        counted = {state: Count("files", filter=Q(files__state=state)) for state in (_STATE.PROPOSED, _STATE.IMPORTED)}
        return super().get_queryset(request).annotate(**counted)

    @admin.display(description=_("warten auf ein Ja"))
    def to_confirm(self, upload):
        return upload.proposed

    @admin.display(description=_("aufgenommen"))
    def imported(self, upload):
        return upload.imported

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request)

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse("admin:newspaper_archiveupload_change", args=[object_id]))

    def add_view(self, request, form_url="", extra_context=None):
        """Show the upload form; store the files and enqueue their inspection."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
        if form.is_valid():
            try:
                upload, is_new = create_once(request, "upload", lambda: uploads.receive(form.uploaded()))
            except FileRefused as error:
                form.add_error("files", str(error))
            else:
                if not is_new and upload is not None:
                    messages.info(request, SAVED_ALREADY % {"name": upload})
                return _to(upload)
        context = {
            "title": gettext("Ausgabe hochladen"),
            "form": form,
            "form_key": (FORM_KEY, form_key(request)),
            "max_files": uploads.MAX_FILES,
            "days": uploads.UPLOAD_RETENTION.days,
        }
        return self._page(request, "upload", context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the proposals for the files of an upload; create issues from those that staff confirm."""
        upload = ArchiveUpload.objects.filter(pk=parse_whole_number(object_id)).first()
        if upload is None:
            raise Http404
        if not self.has_view_permission(request, upload):
            raise PermissionDenied
        if request.method != "POST":
            return self._show(request, upload)
        if not self.has_change_permission(request, upload):
            raise PermissionDenied
        return self._create_issues(request, upload)

    def delete_model(self, request, obj):
        uploads.discard(obj)

    def delete_queryset(self, request, queryset):
        for upload in queryset:
            uploads.discard(upload)

    def effects_of_deletion(self, request, records):
        return [gettext("Ausgaben, die schon aufgenommen sind, bleiben. Die anderen Dateien sind dann weg.")]

    def _create_issues(self, request, upload):
        """Create issues from the selected files if all are valid; store the corrections of the others."""
        files, is_only = _files_of(request, upload)
        answer = SubmittedForms(request.POST, files, is_only=is_only)
        if not answer.forms:
            messages.info(request, gettext("Das ist inzwischen schon aufgenommen."))
            return _to(upload)
        answer.remember()
        if not answer.is_valid():
            return self._show(request, upload, answer)
        issues = answer.create_issues()
        self._say(request, issues)
        if answer.has_errors():
            return self._show(request, upload, answer)
        return HttpResponseRedirect(pages_url(issues[0])) if is_only and issues else _to(upload)

    def _say(self, request, issues):
        for issue in issues:
            self.log_addition(request, issue, [{"added": {}}])
        if not issues:
            messages.info(request, gettext("Gemerkt. Aufgenommen ist noch nichts: Kreuzen Sie an, was stimmt."))
        else:
            text = ngettext(
                "Die Ausgabe %(name)s ist aufgenommen. Ihre Seiten werden jetzt gelesen.",
                "%(count)d Ausgaben sind aufgenommen. Ihre Seiten werden jetzt gelesen.",
                len(issues),
            )
            messages.success(request, text % {"count": len(issues), "name": issues[0]})

    def _show(self, request, upload, answer=None):
        files, is_only = _files_of(request, upload)
        answer = answer or SubmittedForms(None, files, is_only=is_only)
        open_forms = answer.open_forms()
        is_working, is_quiet = upload.state == ArchiveUpload.State.WAITING, "ruhig" in request.GET
        counts = dict(upload.files.values_list("state").annotate(Count("pk")).order_by())
        context = {
            "title": gettext("Hochgeladen: %(name)s") % {"name": upload},
            "upload": upload,
            "is_only": is_only,
            "rows": list(zip(open_forms, checks.of_all([form.file for form in open_forms]), strict=True)),
            "page": files,
            "publish": answer.publish,
            "refused": upload.files.filter(state=_STATE.REFUSED).order_by("position"),
            "imported": upload.files.filter(state=_STATE.IMPORTED).select_related("issue").in_order(),
            "total": sum(counts.values()),
            "done": sum(counts.values()) - counts.get(_STATE.WAITING, 0),
            "is_working": is_working,
            "is_quiet": is_quiet,
            "is_worker_missing": is_working and execution.is_worker_missing(),
            "has_errors": answer.has_errors(),
            "may_change": self.has_change_permission(request, upload),
        }
        response = self._page(request, "files", context)
        if is_working and not is_quiet:
            response["Refresh"] = str(REFRESH)
        return response

    def _page(self, request, template, context):
        shared = {**self.admin_site.each_context(request), "opts": self.opts}
        return TemplateResponse(request, f"admin/newspaper/uploads/{template}.html", {**shared, **context})


def _files_of(request, upload):
    """Return the page of files to confirm, and whether the upload has this file alone."""
    if upload.state == ArchiveUpload.State.WAITING:
        return Paginator(ArchiveFile.objects.none(), PER_PAGE).get_page(1), False
    files = Paginator(upload.files.proposed().in_order(), PER_PAGE).get_page(request.GET.get("seite"))
    return files, upload.files.count() == 1


def _to(upload):
    if upload is None:
        return HttpResponseRedirect(reverse("admin:newspaper_archiveupload_changelist"))
    return HttpResponseRedirect(reverse("admin:newspaper_archiveupload_change", args=[upload.pk]))
