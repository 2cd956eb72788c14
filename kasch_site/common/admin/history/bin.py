"""The bin: what staff have deleted, for as long as it can be restored."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kasch_site.common import clock
from kasch_site.common.admin.confirmation.save import run_or_confirm
from kasch_site.common.history import retention
from kasch_site.common.history.deleted import BIN_RETENTION, DeletedRecord
from kasch_site.common.history.records import histories
from kasch_site.common.history.restoring import restore
from kasch_site.common.history.reverting import messages_of

from .entries import moment_in_words, name_of
from .mixin import has_bin, operations_of

PER_PAGE = 30


def visible_models(site, request) -> list:
    """Return the models whose deleted records the account may see in the bin: those that it may create."""
    return [
        model
        for model in histories
        if has_bin(model) and site.is_registered(model) and site.get_model_admin(model).has_add_permission(request)
    ]


def visible_records(site, request):
    """Return the deleted records that the account may see and restore."""
    models = visible_models(site, request)
    types = ContentType.objects.get_for_models(*models, for_concrete_models=False).values()
    return DeletedRecord.objects.in_retention(clock.now()).filter(
        content_type__in=[content_type.pk for content_type in types]
    )


def bin_page(site, request):
    """Show the bin, with a search."""
    if not visible_models(site, request):
        raise PermissionDenied
    search = request.GET.get("q", "").strip()
    records = visible_records(site, request).search(search).select_related("content_type", "deleted_by").defer("data")
    page = Paginator(records, PER_PAGE).get_page(request.GET.get("seite"))
    context = {
        **site.each_context(request),
        "title": _("Papierkorb"),
        "page": page,
        "search": search,
        "query": f"{urlencode({'q': search})}&" if search else "",
        "rows": [_row(deleted) for deleted in page.object_list],
        "days": BIN_RETENTION.days,
    }
    return TemplateResponse(request, "admin/history/bin.html", context)


def _row(deleted):
    return {
        "record": deleted,
        "kind": deleted.content_type.model_class()._meta.verbose_name,
        "when": moment_in_words(deleted.deleted_at),
        "deleted_by": name_of(deleted.deleted_by),
    }


def restore_page(site, request, pk):
    """Ask before restoring a deleted record, and restore it.

    If it is not in the bin any more, redirect to the bin with a message.
    """
    deleted = visible_records(site, request).select_related("content_type", "deleted_by").filter(pk=pk).first()
    if deleted is None and not visible_models(site, request):
        raise Http404
    if deleted is None:
        return _not_in_the_bin(request)
    model_admin = site.get_model_admin(deleted.content_type.model_class())
    errors = []
    if request.method == "POST" and "_erase" in request.POST:
        return _erase(request, model_admin, deleted)
    if request.method == "POST":
        try:
            return run_or_confirm(
                model_admin, request, lambda: _restore(request, model_admin, deleted), back_url=request.get_full_path()
            )
        except ValidationError as error:
            errors = messages_of(error, model_admin.model)
        except DeletedRecord.DoesNotExist:
            return _not_in_the_bin(request)
    context = {
        **site.each_context(request),
        "title": _("„%(title)s“ zurückholen?") % {"title": deleted.title},
        "row": _row(deleted),
        "errors": errors,
        "may_erase": model_admin.has_delete_permission(request),
    }
    return TemplateResponse(request, "admin/history/restore.html", context)


def _not_in_the_bin(request):
    text = _(
        "Das liegt nicht mehr im Papierkorb: Jemand hat es zurückgeholt oder endgültig gelöscht, oder die %(days)d "
        "Tage sind vorbei."
    )
    messages.warning(request, text % {"days": BIN_RETENTION.days})
    return HttpResponseRedirect(reverse("admin:bin"))


def _erase(request, model_admin, deleted):
    """Erase it for good; needs the permission to delete such records."""
    if not model_admin.has_delete_permission(request):
        raise PermissionDenied
    retention.erase(deleted)
    text = _("„%(title)s“ ist endgültig gelöscht, mit seinem Verlauf.") % {"title": deleted.title}
    model_admin.message_user(request, text, messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:bin"))


def _restore(request, model_admin, deleted):
    restored = restore(deleted, operations_of(model_admin))
    model_admin.log_addition(request, restored.record, [{"added": {}}])
    model_admin.message_user(request, _("„%(title)s“ ist wieder da.") % {"title": restored.record}, messages.SUCCESS)
    for line in restored.lines:
        model_admin.message_user(request, line, messages.WARNING)
    route = f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change"
    return HttpResponseRedirect(reverse(route, args=[restored.record.pk]))
