"""Saving a submitted form of a ModelAdmin: a change under the lock of its record, a new record only once."""

import re

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.formsets import INITIAL_FORM_COUNT
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.common.admin.confirmation.save import BACK_TO_FORM, CONFIRMED
from kasch_site.common.models import FormSubmission

from .merging import CHOICE
from .shown import SHOWN
from .submissions import FORM_KEY, SAVED_ALREADY, content_of, key_in
from .values import in_words, submitted, unedited

_NOT_CONTENT = f"csrfmiddlewaretoken|{SHOWN}|{FORM_KEY}|{CONFIRMED}|{CHOICE}-.*"


class SubmittedForm:
    """A submitted form; `save` is Django's view, called as `save(object_id, form_url)` in a transaction."""

    def __init__(self, model_admin, request, save):
        self.admin, self.request, self.save = model_admin, request, save
        self.label = model_admin.opts.label_lower

    # Changing a record

    def change(self, object_id, form_url):
        """Return the response to the form of an existing record."""
        try:
            pk = self.admin.opts.pk.to_python(unquote(object_id))
        except ValidationError:
            return self.save(object_id, form_url)
        self.admin.lock_records([pk])
        if SHOWN in self.request.POST and self.admin.get_object(self.request, unquote(object_id)) is None:
            return self._render_lost_input()
        key, report = key_in(self.request.POST), self.request.merge_report
        submission = FormSubmission.objects.filter(key=key, model=self.label).first() if key else None
        if submission is not None and submission.object_id == str(pk):
            report.saved_rows = set(submission.rows)
        response = self.save(object_id, form_url)
        if report.saved is not None:
            report.report(self.admin, self.request)
            if key and report.added_rows:
                self._record_submission(key, submission)
        return response

    def _render_lost_input(self):
        """Return the page for a record deleted meanwhile: its input, to copy or to create a new record from."""
        if not self.admin.has_change_permission(self.request):
            raise PermissionDenied
        context = {
            **self.admin.admin_site.each_context(self.request),
            "title": _("Gibt es nicht mehr"),
            "opts": self.admin.opts,
            "typed": list(self._typed()),
            "fields": list(self._fields_for_new_record()),
            "add_url": self._url("add") if self.admin.has_add_permission(self.request) else "",
            "list_url": self._url("changelist"),
            "back": BACK_TO_FORM,
        }
        return TemplateResponse(self.request, "admin/optimistic_locking/gone.html", context, status=409)

    def _typed(self):
        """Yield the labels and the readable texts of the fields that are filled in."""
        form = self._form(None)
        for name, field in form.fields.items():
            value = submitted(form, name, self.request.POST, {})
            if any(value) if isinstance(value, list | tuple) else value:
                yield field.label or name, in_words(field, value)

    def _fields_for_new_record(self):
        """Yield the submitted fields for the form of a new record: rows lose their keys."""
        formsets = [inline.get_formset(self.request) for inline in self.admin.get_inline_instances(self.request)]
        keys = [
            rf"{re.escape(formset.get_default_prefix())}-\d+-({formset.model._meta.pk.name}|{formset.fk.name})"
            for formset in formsets
        ]
        not_content = re.compile("|".join([_NOT_CONTENT, *keys]))
        for name, values in self.request.POST.lists():
            if name.endswith(f"-{INITIAL_FORM_COUNT}"):
                yield name, "0"
            elif not not_content.fullmatch(name):
                yield from ((name, value) for value in values)

    # Adding a record

    def add(self, form_url):
        """Return the response to the form of a new record."""
        key = key_in(self.request.POST)
        if key is None or BACK_TO_FORM in self.request.POST:
            return self.save(None, form_url)
        # A second request with the same key waits here for the end of the first.
        submission, is_new = FormSubmission.objects.get_or_create(
            key=key, defaults={"model": self.label, "object_id": "", "content": content_of(self.request.POST)}
        )
        if not is_new and submission.model == self.label:
            return self._respond_to_repeated(submission)
        response = self.save(None, form_url)
        if self.request.merge_report.saved is None:
            submission.delete()
        else:
            self._record_submission(key, submission)
        return response

    def _record_submission(self, key, submission):
        report = self.request.merge_report
        rows = [*(submission.rows if submission else []), *report.added_rows]
        values = {"object_id": str(report.saved.pk), "rows": rows, "model": self.label}
        FormSubmission.objects.update_or_create(key=key, defaults=values)

    def _respond_to_repeated(self, submission):
        """Redirect to the record created by the first submission; if the input differs now, show both texts."""
        obj = self.admin.get_object(self.request, submission.object_id)
        if obj is None:
            return self._render_lost_input()
        is_same = submission.content == content_of(self.request.POST)
        may_change = self.admin.has_change_permission(self.request, obj)
        if is_same and IS_POPUP_VAR in self.request.POST:
            # The small window of a field closes as it did the first time.
            return self.admin.response_add(self.request, obj)
        self.admin.message_user(self.request, SAVED_ALREADY % {"name": obj}, messages.INFO)
        if is_same or not may_change:
            may_see = self.admin.has_view_or_change_permission(self.request, obj)
            return HttpResponseRedirect(self._url("change", obj.pk) if may_see else reverse("admin:index"))
        self.request.POST = self._data_for_change_form(obj)
        return self.change(str(obj.pk), self._url("change", obj.pk))

    def _data_for_change_form(self, obj):
        """Return the data of an add form as that of a change form which showed nothing."""
        data = self.request.POST.copy()
        data[SHOWN] = ""
        add_fields, form = self._form(None).fields, self._form(obj)
        for name in form.fields.keys() - add_fields.keys():
            for html_name, values in unedited(form, name).items():
                data.setlist(html_name, values)
        return data

    def _form(self, obj):
        names = flatten_fieldsets(self.admin.get_fieldsets(self.request, obj))
        form_class = self.admin.get_form(self.request, obj, change=obj is not None, fields=names)
        return form_class(instance=obj)

    def _url(self, name, *args):
        opts = self.admin.opts
        return reverse(f"{self.admin.admin_site.name}:{opts.app_label}_{opts.model_name}_{name}", args=args)
