"""Rows of formsets: rows deleted meanwhile are dropped, a row that was saved already is not added again.

A formset of Django refers to its rows by position and refuses all of them if one is missing from the database.
"""

import re

from django.core.exceptions import ValidationError
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.utils.crypto import salted_hmac
from django.utils.datastructures import MultiValueDict

from .merge_report import MergeReport
from .merging import MergingFormMixin
from .shown import shown_in
from .values import digest, in_words, submitted

# Django refuses more rows; longer numbers are not parsed.
MAX_DIGITS = 4


def merging_formset(formset_class, merge_report: MergeReport):
    """Return the formset class with merging rows; what happens to the rows is noted in `merge_report`."""
    form = type(formset_class.form.__name__, (MergingFormMixin, formset_class.form), {})
    bases = (MergingFormSetMixin, formset_class)
    return type(formset_class.__name__, bases, {"form": form, "merge_report": merge_report})


class MergingFormSetMixin:
    """Mixin for a model formset, listed first."""

    merge_report: MergeReport

    def __init__(self, data=None, files=None, *args, **kwargs):
        super().__init__(data, files, *args, **kwargs)
        if self.is_bound and shown_in(self.data) is not None:
            self._align_with_database()

    def _align_with_database(self):
        initial, total = self._count(INITIAL_FORM_COUNT), self._count(TOTAL_FORM_COUNT)
        if initial is None or total is None or total > self.absolute_max:
            return  # Django reports it
        dropped = set(self._deleted_rows(initial))
        dropped |= {index for index in range(initial, total) if row_digest(self, index) in self.merge_report.saved_rows}
        if dropped:
            self._drop(dropped, initial, total)
        if self.max_num == 1 and initial == 0 and total == 1 and not dropped:
            self._merge_only_row()

    def _count(self, name):
        text = self.data.get(f"{self.prefix}-{name}", "")
        return int(text) if text.isdecimal() and len(text) <= MAX_DIGITS else None

    def _deleted_rows(self, initial):
        """Return the positions of rows that are not in the database any more; note their names and what was typed."""
        pk = self.model._meta.pk
        existing = {str(row.pk) for row in self.get_queryset()}
        shown = shown_in(self.data)
        for index in range(initial):
            submitted_key = self.data.get(f"{self.prefix}-{index}-{pk.name}", "")
            try:
                key = str(pk.to_python(submitted_key))
            except ValidationError:
                continue
            if key not in existing:
                record = f"{self.model._meta.label_lower}:{key}"
                typed = self._typed(index, shown.values.get(record))
                self.merge_report.deleted_rows.append(
                    (shown.names.get(record) or str(self.model._meta.verbose_name), typed)
                )
                yield index

    def _typed(self, index, shown_values) -> list[str]:
        """Return what the editor has changed in a row, in words."""
        if shown_values is None:
            return []
        form = self.form(prefix=self.add_prefix(index), **self.get_form_kwargs(index))
        lines = []
        for name, shown_digest in shown_values.items():
            each = form.fields.get(name)
            value = submitted(form, name, self.data, self.files) if each else None
            if each and digest(each, value) != shown_digest:
                lines.append(f"{each.label or name}: {in_words(each, value)}")
        return lines

    def _drop(self, dropped, initial, total):
        """Remove rows from the submitted data and move the following ones up."""
        new_positions = {old: new for new, old in enumerate(index for index in range(total) if index not in dropped)}
        row_pattern = re.compile(rf"{re.escape(self.prefix)}-(\d{{1,{MAX_DIGITS}}})-(.+)", re.DOTALL)
        self.data = _renumbered(self.data, row_pattern, new_positions, self.prefix)
        self.files = _renumbered(self.files, row_pattern, new_positions, self.prefix)
        remaining = sum(index not in dropped for index in range(initial))
        self.data.setlist(f"{self.prefix}-{INITIAL_FORM_COUNT}", [str(remaining)])
        self.data.setlist(f"{self.prefix}-{TOTAL_FORM_COUNT}", [str(len(new_positions))])

    def _merge_only_row(self):
        """Compare with the only possible row, if somebody else has added it meanwhile."""
        rows = list(self.get_queryset()[:2])
        if len(rows) != 1:
            return
        prefix = self.add_prefix(0)
        new = self.form(
            self.data,
            self.files,
            prefix=prefix,
            empty_permitted=True,
            use_required_attribute=False,
            **self.get_form_kwargs(0),
        )
        if not new.has_changed():
            self._drop({0}, 0, 1)
            return
        self.data = MultiValueDict(dict(self.data.lists()))
        self.data.setlist(f"{prefix}-{self.model._meta.pk.name}", [str(rows[0].pk)])
        self.data.setlist(f"{self.prefix}-{INITIAL_FORM_COUNT}", ["1"])


def _renumbered(submitted_data, row_pattern, new_positions, prefix):
    renumbered = MultiValueDict()
    for name, values in submitted_data.lists() if submitted_data else ():
        match = row_pattern.fullmatch(name)
        if match is None:
            renumbered.setlist(name, values)
        elif int(match[1]) in new_positions:
            renumbered.setlist(f"{prefix}-{new_positions[int(match[1])]}-{match[2]}", values)
    return renumbered


def row_digest(formset, index) -> str:
    """Return a digest of the submitted values of a new row, independent of its position."""
    start = f"{formset.prefix}-{index}-"
    typed = sorted(
        (name.removeprefix(start), values) for name, values in formset.data.lists() if name.startswith(start)
    )
    return salted_hmac("row of a form", repr((formset.prefix, typed))).hexdigest()[:20]
