"""Subject access and erasure across all sections, by mail address or phone number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kasch_site.common import clock, sqlite
from kasch_site.common.sections import PersonalDataProvider, providers
from kasch_site.visitors.contact import canonical_forms
from kasch_site.visitors.models import SubjectAccessRecord
from kasch_site.worker.purge import drop_log_of_the_gone

# The limitation period of complaints, §195 BGB, from the end of the year.
TRACES_ARE_KEPT = timedelta(days=4 * 365)


@dataclass(frozen=True, slots=True)
class Known:
    """The records of one section, each as labels with values."""

    section: str
    records: list[dict]


def can_be_asked(contact: str) -> bool:
    """Return whether this is one mail address or one phone number, which cannot match everybody."""
    return len(canonical_forms(contact)) == 1


def look_up(contact: str) -> list[Known]:
    """Return the data of each section about a person; sections without data are left out."""
    found = [Known(str(each.name), each.export(contact)) for each in providers(PersonalDataProvider)]
    return [known for known in found if known.records]


def tell(contact: str, by) -> list[Known]:
    """Look up a person for an answer, and record the request."""
    found = look_up(contact)
    for each in providers(PersonalDataProvider):
        each.log_export(by, contact)
    _trace(SubjectAccessRecord.Kind.TOLD, by, sum(len(known.records) for known in found))
    return found


@transaction.atomic
def erase(contact: str, by) -> int:
    """Erase the data of all sections about a person in one transaction; return the number of records.

    After the commit the data is in no file of the database on SQLite.
    """
    gone = sum(each.erase_person(contact) for each in providers(PersonalDataProvider))
    drop_log_of_the_gone()
    _trace(SubjectAccessRecord.Kind.ERASED, by, gone)
    transaction.on_commit(sqlite.truncate_log)
    return gone


def purge(before: datetime) -> int:
    """Erase records of requests whose retention period ended."""
    return SubjectAccessRecord.objects.filter(at__lt=before - TRACES_ARE_KEPT).delete()[0]


def _trace(kind, by, records):
    SubjectAccessRecord.objects.create(kind=kind, at=clock.now(), by=by, records=records)
