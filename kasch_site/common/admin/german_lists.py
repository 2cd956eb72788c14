"""Lists of the admin are searched and sorted as German readers expect, on both databases alike."""

from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from kasch_site.common.text.folding import word_matcher
from kasch_site.common.text.german_order import GermanOrder

_LOOKUP_PREFIXES = "^=@"


class GermanChangeList(ChangeList):
    """Sorts columns of text by `german_order.sort_key`."""

    def get_ordering(self, request, queryset):
        """Return the ordering with the names of text columns replaced by expressions."""
        return in_german_order(self.lookup_opts, super().get_ordering(request, queryset))


class GermanListMixin:
    """Mixin that `site.HouseAdminSite.register` puts before every ModelAdmin."""

    def get_changelist(self, request, **kwargs):
        return GermanChangeList

    def get_ordering(self, request):
        """Return the default ordering of the list, of autocomplete fields, and of selects in other forms."""
        return in_german_order(self.opts, super().get_ordering(request) or self.opts.ordering)

    def get_search_results(self, request, queryset, search_term):
        """Return the rows in which each word of the term is in one of the `search_fields`, umlauts and case aside.

        Compares in Python, because the database matches neither "Übung" with "übung" nor with "uebung". An admin with
        a method `matching_keys(search_term, queryset)` is searched by that instead.
        """
        if search_term and hasattr(self, "matching_keys"):
            return queryset.filter(pk__in=self.matching_keys(search_term, queryset)), False
        names = [name.lstrip(_LOOKUP_PREFIXES) for name in self.get_search_fields(request)]
        if not names or not search_term:
            return queryset, False
        matches = word_matcher(search_term)
        if matches is None:
            return queryset.none(), False
        texts: dict = {}
        # Queries of a list other than that of its rows do not belong to the texts.
        rows = queryset.order_by().prefetch_related(None).values_list("pk", *names)
        for key, *values in rows.iterator():
            texts.setdefault(key, set()).update(str(value) for value in values if value is not None)
        return queryset.filter(pk__in=[key for key, parts in texts.items() if matches("\n".join(parts))]), False


def in_german_order(opts, ordering) -> list:
    """Return an ordering in which expressions replace the names of text columns; `opts` is the model's `_meta`."""
    return [_in_german_order(opts, term) for term in ordering]


def _in_german_order(opts, term):
    name = term.lstrip("-") if isinstance(term, str) else ""
    if not _is_text(opts, name):
        return term
    return GermanOrder(name).desc() if term.startswith("-") else GermanOrder(name).asc()


def _is_text(opts, path):
    """Return whether a path such as "event__title" leads to a column of text."""
    *relations, name = path.split("__")
    try:
        for relation in relations:
            opts = opts.get_field(relation).related_model._meta
        field = opts.get_field(name)
    except (FieldDoesNotExist, AttributeError):
        return False
    return isinstance(field, (models.CharField, models.TextField)) and not field.choices
