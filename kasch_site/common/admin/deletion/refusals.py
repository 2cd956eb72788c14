"""Why a record is not deleted, and what staff can do instead.

A ModelAdmin states it in a method `deletion_refusal(request, record)`, which returns a `Refusal` or None. Without one,
the page names the kinds of records that still refer to it (`PROTECT`), with links to their lists.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib.admin.utils import quote
from django.db.models import PROTECT, RESTRICT
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from kasch_site.common.references import references


@dataclass(frozen=True, slots=True)
class Refusal:
    """The reason in a sentence for staff; `alternatives` are labels and URLs of what they can do instead."""

    reason: str
    alternatives: tuple[tuple[str, str], ...] = ()


def refusals(model_admin, request, records) -> list[tuple[object, Refusal]]:
    """Return the records that cannot be deleted, each with its refusal."""
    results = [(record, own_refusal(model_admin, request, record)) for record in records]
    others = [record for record, refusal in results if refusal is None]
    if _is_protected(model_admin, request, others):
        protected_keys = {record.pk for record in others if _is_protected(model_admin, request, [record])}
        results = [
            (record, refusal or (record.pk in protected_keys and _protected_refusal(model_admin, record)))
            for record, refusal in results
        ]
    return [(record, refusal) for record, refusal in results if refusal]


def refusal_of(model_admin, request, record) -> Refusal:
    """Return why a record is not deleted; call it only for such a record."""
    return own_refusal(model_admin, request, record) or _protected_refusal(model_admin, record)


def own_refusal(model_admin, request, record) -> Refusal | None:
    """Return what the ModelAdmin says against deleting a record, or what its permissions say."""
    hook = getattr(model_admin, "deletion_refusal", None)
    refusal = hook(request, record) if hook else None
    if refusal is None and not model_admin.has_delete_permission(request, record):
        return Refusal(
            _("Ihr Konto darf das nicht löschen. Fragen Sie die Leitung."), (form_link(model_admin, record),)
        )
    return refusal


def form_link(model_admin, record, label="") -> tuple[str, str]:
    """Return a label and the URL of the form of a record."""
    url = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", args=[quote(record.pk)])
    return label or _("Zurück zum Formular"), url


def list_url(model_admin, **query) -> str:
    """Return the URL of a list with these filters, and with none that hides records by default (`shows_all`)."""
    defaults = {
        list_filter.parameter_name: list_filter.shows_all
        for list_filter in model_admin.list_filter
        if getattr(list_filter, "shows_all", None)
    }
    url = reverse(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist")
    return f"{url}?{urlencode({**defaults, **query})}"


def counted(opts, count: int) -> str:
    """Return a number of records in words: "3 Termine"."""
    return f"{count} {opts.verbose_name if count == 1 else opts.verbose_name_plural}"


def _is_protected(model_admin, request, records):
    return bool(records) and bool(model_admin.get_deleted_objects(records, request)[3])


def _protected_refusal(model_admin, record):
    """Return a refusal that names what refers to the record, with links to the lists that staff can open."""
    counts, alternatives = [], []
    for name, rows in references(record, PROTECT, RESTRICT):
        count = rows.count()
        if count:
            opts = rows.model._meta
            counts.append(counted(opts, count))
            if model_admin.admin_site.is_registered(rows.model):
                lists = model_admin.admin_site.get_model_admin(rows.model)
                label = _("%(what)s ansehen") % {"what": capfirst(opts.verbose_name_plural)}
                alternatives.append((label, list_url(lists, **{f"{name}__{record._meta.pk.name}__exact": record.pk})))
    reason = _("Daran hängt noch etwas, das bleiben muss.")
    if counts:
        text = _("Das hier gehört noch dazu: %(what)s. Ändern oder löschen Sie das zuerst.")
        reason = text % {"what": ", ".join(counts)}
    return Refusal(reason, tuple(alternatives) or (form_link(model_admin, record),))
