"""The page "Verlauf" of a record, and going back to an earlier state."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from kasch_site.common.admin.confirmation.save import run_or_confirm
from kasch_site.common.admin.optimistic_locking.shown import SHOWN, Shown, key_of, shown_in
from kasch_site.common.history import retention
from kasch_site.common.history.changes import change_ids, change_of, changes
from kasch_site.common.history.deleted import BIN_RETENTION
from kasch_site.common.history.records import has_history, histories
from kasch_site.common.history.reverting import ChangedMeanwhile, Operations, messages_of, revert, revert_steps

from .entries import entries, moment_in_words

PER_PAGE = 20


class HistoryMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin.

    A ModelAdmin may name `history_operations`, its `Operations`: how a state is written that staff go back to.
    """

    def get_urls(self):
        if not has_history(self.model):
            return super().get_urls()
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        revert, erase = self.admin_site.admin_view(self.revert_view), self.admin_site.admin_view(self.erase_view)
        return [
            path("<path:object_id>/verlauf/<uuid:change>/", revert, name=f"{name}_revert"),
            path("<path:object_id>/verlauf/loeschen/", erase, name=f"{name}_erase_history"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """Show who changed the record when, what it was and what it is; for other models Django's log."""
        if not has_history(self.model):
            return super().history_view(request, object_id, extra_context)
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        ids = change_ids(record)
        page = Paginator(ids, PER_PAGE).get_page(request.GET.get("seite"))
        context = {
            **self._history_context(request, record, _("Verlauf: %(name)s") % {"name": record}),
            "page": page,
            "entries": entries(changes(record, page.object_list)),
            "newest": ids[0][0] if ids else None,
            "may_revert": self.has_change_permission(request, record),
            "may_erase": len(ids) > 1 and self.has_change_permission(request, record),
            "revert_route": f"admin:{self.opts.app_label}_{self.opts.model_name}_revert",
            "erase_route": f"admin:{self.opts.app_label}_{self.opts.model_name}_erase_history",
        }
        return TemplateResponse(request, "admin/history/history.html", context)

    def revert_view(self, request, object_id, change):
        """Show what going back to the state after a change would change, and do it."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        if request.method != "POST":
            return self._revert_page(request, record, change)
        chosen = self._chosen(request, record)
        if not chosen:
            errors = [_("Bitte setzen Sie mindestens ein Häkchen.")]
            return self._revert_page(request, record, change, chosen=chosen, errors=errors)
        try:
            return run_or_confirm(
                self,
                request,
                lambda: self._revert(request, object_id, change, chosen),
                back_url=request.get_full_path(),
            )
        except ValidationError as error:
            problems = {"errors": messages_of(error, self.model)}
        except ChangedMeanwhile as error:
            problems = {"changed_meanwhile": error.labels}
        record = self.get_object(request, unquote(object_id))
        return self._revert_page(request, record, change, chosen=chosen, **problems)

    def _revert_page(self, request, record, change, *, chosen=None, errors=(), changed_meanwhile=()):
        """Return the page with the steps to choose from, after an attempt with what was wrong with it."""
        moment = moment_in_words(change_of(record, change).at)
        steps = revert_steps(record, change)
        shown = Shown(values={key_of(record): {step.key: step.state for step in steps}})
        context = {
            **self._history_context(request, record, _("Zurück auf den Stand vom %(when)s?") % {"when": moment}),
            "steps": steps,
            "chosen": chosen,
            "errors": errors,
            "changed_meanwhile": changed_meanwhile,
            "shown": (SHOWN, shown.token()),
        }
        return TemplateResponse(request, "admin/history/revert.html", context)

    def _chosen(self, request, record) -> dict[str, str]:
        """Return the ticked steps, each with the state that its page showed; "" if it showed none."""
        states = (shown_in(request.POST) or Shown()).values.get(key_of(record), {})
        return {key: states.get(key, "") for key in request.POST.getlist("was")}

    def erase_view(self, request, object_id):
        """Ask before erasing the earlier states of a record, and erase them."""
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not self.has_change_permission(request, record):
            raise PermissionDenied
        if request.method == "POST":
            retention.erase_history(record)
            self.log_change(request, record, _("Früheren Verlauf gelöscht."))
            self.message_user(request, _("Der frühere Verlauf ist gelöscht."), messages.SUCCESS)
            return HttpResponseRedirect(self._history_url(record))
        context = self._history_context(request, record, _("Früheren Verlauf löschen?"))
        return TemplateResponse(request, "admin/history/erase.html", context)

    def _history_url(self, record):
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_history", args=[record.pk])

    def _revert(self, request, object_id, change, chosen):
        self.lock_records([self.opts.pk.to_python(unquote(object_id))])
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        steps = revert(record, change, chosen, operations_of(self))
        if steps:
            self.log_change(request, record, [{"changed": {"fields": [step.label for step in steps]}}])
            text = _(
                "Der frühere Stand ist wieder da. War es ein Versehen? Im Verlauf können Sie auch das zurücknehmen."
            )
            self.message_user(request, text, messages.SUCCESS)
        else:
            text = _("Es war nichts zu ändern: Was Sie angekreuzt haben, ist schon so, wie es damals war.")
            self.message_user(request, text, messages.INFO)
        return HttpResponseRedirect(self._history_url(record))

    def _history_context(self, request, record, title):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": record,
            "has_view_permission": True,
        }

    def response_delete(self, request, obj_display, obj_id):
        response = super().response_delete(request, obj_display, obj_id)
        self._link_to_bin(request)
        return response

    def delete_queryset(self, request, queryset):
        super().delete_queryset(request, queryset)
        self._link_to_bin(request)

    def _link_to_bin(self, request):
        if has_bin(self.model):
            text = _("Gelöschtes liegt {} Tage im Papierkorb.")
            link = '{} <a href="{}">{}</a>'
            self.message_user(
                request,
                format_html(link, text.format(BIN_RETENTION.days), reverse("admin:bin"), _("Papierkorb öffnen")),
                messages.INFO,
            )


def operations_of(model_admin) -> Operations:
    """Return how a state of these records is written; the mixin precedes the class that may define it."""
    return getattr(model_admin, "history_operations", Operations)()


def has_bin(model) -> bool:
    """Return whether deleted records of the model can be restored."""
    return has_history(model) and histories[model].has_bin
