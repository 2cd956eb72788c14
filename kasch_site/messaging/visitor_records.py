"""Retention and subject access of rows about visitors: what is disclosed, and what is erased with them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction
from django.utils.translation import gettext as _

from kasch_site.visitors.access_tokens import subject_name

from .traces import erase_traces


def _release_nothing(_rows) -> None:
    pass


def _subjects_of_rows(keys) -> list[str]:
    return [subject_name(key) for key in keys]


@dataclass(frozen=True, slots=True)
class VisitorRecords:
    """The rows of one model about visitors.

    `labelled_data(row)` returns labels with values for the person who asks; `release(row)` ends what the row still
    holds, without notifying the person; `count(rows)` keeps the numbers that outlast the rows; `subjects_of(keys)` are
    the names of the rows, and of what belongs to them, in links and messages.
    """

    section: str
    model: type[models.Model]
    labelled_data: Callable
    related: tuple[str, ...] = ()
    release: Callable = _release_nothing
    count: Callable = _release_nothing
    subjects_of: Callable = _subjects_of_rows

    def of_contact(self, contact: str) -> list:
        """Return the rows about a mail address or phone number."""
        return list(self.model.objects.of_contact(contact).select_related(*self.related))

    def export(self, contact: str) -> list[dict]:
        """Return the data in the rows about a person; see `PersonalDataProvider.export`."""
        return [self.labelled_data(row) for row in self.of_contact(contact)]

    @transaction.atomic
    def erase_person(self, contact: str) -> int:
        """Release and erase the rows about a person; return their number."""
        rows = self.of_contact(contact)
        for row in rows:
            self.release(row)
        return self.erase(self.model.objects.filter(pk__in=[row.pk for row in rows]))

    @transaction.atomic
    def erase(self, rows) -> int:
        """Count rows, then erase them with the links to them and the messages about them; return their number."""
        self.count(rows)
        keys = list(rows.values_list("pk", flat=True))
        erase_traces(self.section, self.subjects_of(keys))
        self.model.objects.filter(pk__in=keys).delete()
        return len(keys)


def visitor_data(row, about: dict, own_fields: tuple[str, ...] = ()) -> dict:
    """Return what a coded request says about a person: `about` what it is, then person, fields of its own and state."""
    return {
        **about,
        _("Name"): row.name,
        _("Erreichbar unter"): row.contact,
        **{str(row._meta.get_field(name).verbose_name): getattr(row, name) for name in own_fields},
        _("Zustand"): row.get_state_display(),
        _("Code"): row.spelled_code,
        _("seit"): row.created_at,
    }
