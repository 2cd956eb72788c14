"""What stands behind the question mark of an address of the administration, and what lists send, is not believed.

Django's admin puts such words into forms and queries as they come. What their field or the database cannot read is
refused here, with a page that says so (status 400), before anything else sees it. What staff type into the fields of a
form is not looked at: that is the affair of the form, which answers at the field.
"""

import re
from datetime import datetime
from functools import wraps

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.views.main import SEARCH_VAR
from django.core.exceptions import BadRequest, FieldDoesNotExist, ValidationError
from django.db import DataError
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# Each word becomes a condition for each searched field, and SQLite takes no more than a thousand of them.
LONGEST_SEARCH = 200
_SEARCHES = (SEARCH_VAR, "term")

ADDRESS = _("Die Adresse dieser Seite ist unvollständig oder veraltet. Bitte gehen Sie über das Menü.")
SEARCH = format_lazy(
    _("Bitte suchen Sie mit weniger Wörtern: Höchstens {number} Zeichen sind möglich."), number=LONGEST_SEARCH
)
CHOICE = _("Was Sie ausgewählt hatten, gibt es nicht. Bitte wählen Sie noch einmal aus.")


class Unreadable(BadRequest):
    """A parameter that says nothing; its text is a sentence for staff."""


def answers_unreadable(view, admin_site):
    """Wrap a view of the administration so that parameters it cannot read lead to a page with a sentence."""

    @wraps(view)
    def checked(request, *args, **kwargs):
        try:
            check_query(request.GET)
            return view(request, *args, **kwargs)
        except Unreadable as unreadable:
            context = {**admin_site.each_context(request), "title": _("Das geht so nicht"), "sentence": unreadable}
            return TemplateResponse(request, "admin/unreadable.html", context, status=400)

    return checked


def check_query(query):
    """Raise `Unreadable` if no database takes this query: it holds a NUL, or too many words to search for."""
    if _has_nul(query):
        raise Unreadable(ADDRESS)
    if any(len(query.get(name, "")) > LONGEST_SEARCH for name in _SEARCHES):
        raise Unreadable(SEARCH)


class CheckedParametersMixin:
    """Goes before every ModelAdmin; `admin_site.HouseAdminSite.register` sees to it."""

    def get_changeform_initial_data(self, request):
        """What is filled in by the address is what the fields make of it."""
        initial = super().get_changeform_initial_data(request)
        for name in initial.keys() & request.GET.keys():
            field = self._field(name)
            if field is not None and request.GET[name]:
                initial[name] = _read(field, initial[name])
        return initial

    def get_changelist_instance(self, request):
        """The list with its filters. Some of them are refused only when the database is asked."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            if not request.GET:
                raise
            raise Unreadable(ADDRESS) from error

    def lookup_allowed(self, lookup, value, request):
        """Without regular expressions, on which a database may work for hours."""
        return not lookup.endswith("regex") and super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST":
            self._check_choice(request.POST)
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The fields with a search of their own ask the database for what was chosen when they are shown again."""
        for name in self.get_autocomplete_fields(request):
            for key in filter(None, request.POST.getlist(name)):
                _read(self.opts.get_field(name).remote_field.model._meta.pk, key, CHOICE)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _check_choice(self, sent):
        """Records that an action or the rows of the list name must have a key that their table can have."""
        if "_save" not in sent and _has_nul(sent):
            raise Unreadable(CHOICE)
        row_key = re.compile(rf"form-\d+-{re.escape(self.opts.pk.name)}")
        keys = [sent[name] for name in sent if row_key.fullmatch(name)]
        for key in [*keys, *sent.getlist(ACTION_CHECKBOX_NAME)]:
            _read(self.opts.pk, key, CHOICE)

    def _field(self, name):
        """The field of the record that a form can show under that name, or None."""
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return None
        return field if field.concrete and field.editable and not field.primary_key else None


def _read(field, value, complaint=ADDRESS):
    """What the field of a record makes of words."""
    if field.many_to_many:
        return [_read(field.remote_field.model._meta.pk, each, complaint) for each in value]
    try:
        found = field.clean(value, None)
        return timezone.localtime(found) if isinstance(found, datetime) and timezone.is_aware(found) else found
    except (ValidationError, OverflowError) as error:
        raise Unreadable(complaint) from error


def _has_nul(sent):
    return any("\0" in word for name, words in sent.lists() for word in (name, *words))
