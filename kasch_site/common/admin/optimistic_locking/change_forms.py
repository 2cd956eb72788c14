"""Optimistic locking and idempotent adding in the forms of every ModelAdmin."""

from django.db import router, transaction

from kasch_site.common.admin.shown_again import always_invalid, is_shown_again

from .merge_report import MergeReport
from .merging import MergingFormMixin, page_context
from .rows import merging_formset, row_digest
from .saving import SubmittedForm
from .submissions import FORM_KEY, form_key


class LockedChangeFormMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin; it only has hooks of Django."""

    def lock_records(self, keys):
        """Lock these records until the end of the transaction, in a fixed order.

        A ModelAdmin whose verbs lock other rows first locks them in `lock_parents(keys)`, so that two requests do not
        deadlock. (This mixin precedes it, so it cannot override this method.)
        """
        lock_parents = getattr(self, "lock_parents", None)
        if lock_parents is not None:
            lock_parents(keys)
        rows = self.model._base_manager.select_for_update(no_key=True, of=("self",))
        list(rows.filter(pk__in=keys).order_by("pk").values_list("pk"))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        show = super().changeform_view
        if request.method != "POST":
            return show(request, object_id, form_url, extra_context)
        request.merge_report = MergeReport()
        sent = SubmittedForm(self, request, lambda key, url: show(request, key, url, extra_context))
        with transaction.atomic(using=router.db_for_write(self.model)):
            return sent.add(form_url) if object_id is None else sent.change(object_id, form_url)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form_class = super().get_form(request, obj, change=change, **kwargs)
        if request.method == "POST" and obj is not None:
            form_class = type(form_class.__name__, (MergingFormMixin, form_class), {})
        return always_invalid(form_class) if is_shown_again(request) else form_class

    def get_formsets_with_inlines(self, request, obj=None):
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            yield (
                (merging_formset(formset, request.merge_report) if hasattr(request, "merge_report") else formset),
                inline,
            )

    def get_formset_kwargs(self, request, obj, inline, prefix):
        form_kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if hasattr(request, "merge_report"):
            form_kwargs["queryset"] = form_kwargs["queryset"].select_for_update(no_key=True, of=("self",))
        return form_kwargs

    def save_form(self, request, form, change):
        if hasattr(request, "merge_report"):
            request.merge_report.keep(form)
        return super().save_form(request, form, change)

    def save_formset(self, request, form, formset, change):
        super().save_formset(request, form, formset, change)
        start = formset.initial_form_count()
        for subform in formset.initial_forms:
            request.merge_report.keep(subform)
        request.merge_report.added_rows += [
            row_digest(formset, start + place)
            for place, extra_form in enumerate(formset.extra_forms)
            if extra_form.has_changed()
        ]

    def response_add(self, request, obj, post_url_continue=None):
        request.merge_report.saved = obj
        return super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        request.merge_report.saved = obj
        return super().response_change(request, obj)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        forms = [context["adminform"].form]
        for inline in context["inline_admin_formsets"]:
            forms += inline.formset.initial_forms
        context["form_key"] = (FORM_KEY, form_key(request))
        if obj is not None and obj.pk:
            context |= page_context(forms)
        if hasattr(request, "merge_report"):
            request.merge_report.report(self, request)
        return super().render_change_form(request, context, add, change, form_url, obj)
