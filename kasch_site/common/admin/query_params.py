"""Validation of query strings and list submissions in the admin.

Django's admin passes these values on to forms and queries unchecked. Values that the field or the database cannot read
are refused here with an error page (status 400). Values typed into form fields are not checked here: the form reports
them at the field.

Each value is checked at its entry point, instead of one handler around all views: most of these errors are ordinary
ValueErrors, some only while the page is rendered, and a handler would tell staff that mistakes of ours are theirs.
"""

import re
from contextlib import suppress
from datetime import datetime
from functools import wraps

from django.apps import apps
from django.contrib.admin.exceptions import DisallowedModelAdminLookup
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ERROR_FLAG, SEARCH_VAR
from django.core.exceptions import BadRequest, FieldDoesNotExist, ValidationError
from django.db import DataError, NotSupportedError, models
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# Each term adds a condition per searched field, and SQLite accepts at most 1000.
MAX_SEARCH_LENGTH = 200
_SEARCH_PARAMETERS = (SEARCH_VAR, "term")

# Comparisons that are used by filters of lists, the date hierarchy and our own links.
_COMPARISONS = {"", "pk", "id", "exact", "in", "isnull", "isempty", "gt", "gte", "lt", "lte", "year", "month", "day"}

INVALID_ADDRESS = _("Die Adresse dieser Seite ist unvollständig oder veraltet. Bitte gehen Sie über das Menü.")
SEARCH_TOO_LONG = format_lazy(
    _("Bitte suchen Sie mit weniger Wörtern: Höchstens {number} Zeichen sind möglich."), number=MAX_SEARCH_LENGTH
)
INVALID_SELECTION = _("Was Sie ausgewählt hatten, gibt es nicht. Bitte wählen Sie noch einmal aus.")


class InvalidParameter(BadRequest):
    """An invalid parameter; the message is a sentence for staff."""


def report_invalid_parameters(view, admin_site):
    """Wrap an admin view so that invalid parameters lead to an error page with a message."""

    @wraps(view)
    def wrapper(request, *args, **kwargs):
        try:
            check_query(request.GET)
            return view(request, *args, **kwargs)
        except InvalidParameter as error:
            context = {**admin_site.each_context(request), "title": _("Das geht so nicht"), "message": error}
            return TemplateResponse(request, "admin/invalid_parameter.html", context, status=400)

    return wrapper


def check_query(query):
    """Raise `InvalidParameter` if the database cannot run this query: it contains a NUL or too many search terms."""
    if _has_nul(query):
        raise InvalidParameter(INVALID_ADDRESS)
    if any(len(query.get(name, "")) > MAX_SEARCH_LENGTH for name in _SEARCH_PARAMETERS):
        raise InvalidParameter(SEARCH_TOO_LONG)


def check_autocomplete(query):
    """Raise `InvalidParameter` if the query names a reverse relation; Django itself refuses what does not exist."""
    with suppress(LookupError, FieldDoesNotExist, ValueError):
        model = apps.get_model(query.get("app_label", ""), query.get("model_name", ""))
        if not model._meta.get_field(query.get("field_name", "")).concrete:
            raise InvalidParameter(INVALID_ADDRESS)


class CheckedParametersMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin."""

    def get_changeform_initial_data(self, request):
        """Return the initial data from the query string, converted by the fields."""
        initial = super().get_changeform_initial_data(request)
        for name in initial.keys() & request.GET.keys():
            field = self._editable_field(name)
            if field is not None and request.GET[name]:
                initial[name] = _converted(field, initial[name])
        return initial

    def get_changelist_instance(self, request):
        """Return the list with its filters. Some invalid filters are found only when the query runs."""
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters as error:
            # Django redirects to the list without its filters, and reports a broken database if that fails too.
            if ERROR_FLAG not in request.GET:
                raise
            raise InvalidParameter(INVALID_ADDRESS) from error
        except DisallowedModelAdminLookup as error:
            raise InvalidParameter(INVALID_ADDRESS) from error
        except (ValueError, OverflowError, DataError, NotSupportedError) as error:
            if not request.GET:
                raise
            raise InvalidParameter(INVALID_ADDRESS) from error

    def lookup_allowed(self, lookup, value, request):
        """Refuse filters that the list does not offer: Django allows any comparison with any field of the model.

        Fields that no page shows, such as the hash of a PIN, could be read letter by letter, names and contacts would
        be in URLs, a range without an end is an error, and a regular expression can take the database hours.
        """
        return self._is_offered(lookup, request) and super().lookup_allowed(lookup, value, request)

    def _is_offered(self, lookup, request):
        """Return whether a lookup compares with a filter of the list, a day, a key, or a relation to a key."""
        own = {field.name: field for field in self.opts.get_fields()}
        if lookup.partition("__")[0] not in {*own, "pk"}:
            return True  # a filter of its own; Django refuses what is none
        keys = [name for name, field in own.items() if field.is_relation or getattr(field, "primary_key", False)]
        keys += [name for name, field in own.items() if isinstance(field, models.DateField)]
        names = ["pk", *keys, *map(_name_of_filter, self.get_list_filter(request)), self.date_hierarchy or "pk"]
        ends = (lookup.removeprefix(name) for name in names if lookup == name or lookup.startswith(f"{name}__"))
        return any(_COMPARISONS.issuperset(end.split("__")) for end in ends)

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST":
            self._check_selection(request.POST)
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """Show the form; autocomplete fields query the database for submitted values when they are rendered again."""
        for name in self.get_autocomplete_fields(request):
            for key in filter(None, request.POST.getlist(name)):
                _converted(self.opts.get_field(name).remote_field.model._meta.pk, key, INVALID_SELECTION)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _check_selection(self, data):
        """Raise `InvalidParameter` if an action or list row names a primary key that the table cannot have."""
        if "_save" not in data and _has_nul(data):
            raise InvalidParameter(INVALID_SELECTION)
        row_key = re.compile(rf"form-\d+-{re.escape(self.opts.pk.name)}")
        keys = [data[name] for name in data if row_key.fullmatch(name)]
        for key in [*keys, *data.getlist(ACTION_CHECKBOX_NAME)]:
            _converted(self.opts.pk, key, INVALID_SELECTION)

    def _editable_field(self, name):
        """Return the editable model field of that name, or None."""
        try:
            field = self.opts.get_field(name)
        except FieldDoesNotExist:
            return None
        return field if field.concrete and field.editable and not field.primary_key else None


def _name_of_filter(entry):
    """Return the field or the parameter of an entry of `list_filter`."""
    first = entry[0] if isinstance(entry, list | tuple) else entry
    return first if isinstance(first, str) else first.parameter_name


def _converted(field, value, message=INVALID_ADDRESS):
    """Return the value as the model field converts it."""
    if field.many_to_many:
        return [_converted(field.remote_field.model._meta.pk, key, message) for key in value]
    try:
        converted = field.clean(value, None)
        is_aware = isinstance(converted, datetime) and timezone.is_aware(converted)
        return timezone.localtime(converted) if is_aware else converted
    except (ValidationError, OverflowError) as error:
        raise InvalidParameter(message) from error


def _has_nul(data):
    return any("\0" in value for name, values in data.lists() for value in (name, *values))
