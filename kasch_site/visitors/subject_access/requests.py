"""Subject access and erasure across all sections, by mail address or phone number."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from kasch_site.common import clock, sqlite
from kasch_site.common.sections import PersonalDataProvider, providers
from kasch_site.visitors.contact import canonical_forms
from kasch_site.visitors.models import SubjectAccessRecord
from kasch_site.worker.purge import purge_log_of_deleted_records

# The limitation period of complaints, §195 BGB, from the end of the year.
RECORD_RETENTION = timedelta(days=4 * 365)


@dataclass(frozen=True, slots=True)
class SectionData:
    """The records of one section, each as labels with values."""

    section: str
    records: list[dict]


def is_one_contact(contact: str) -> bool:
    """Return whether this is one mail address or one phone number, which cannot match everybody."""
    return len(canonical_forms(contact)) == 1


def look_up(contact: str) -> list[SectionData]:
    """Return the data of each section about a person; sections without data are left out."""
    results = [
        SectionData(str(provider.name), provider.export(contact)) for provider in providers(PersonalDataProvider)
    ]
    return [data for data in results if data.records]


def disclose(contact: str, by) -> list[SectionData]:
    """Look up the data about a person, and record that it was disclosed."""
    results = look_up(contact)
    for provider in providers(PersonalDataProvider):
        provider.log_export(by, contact)
    _record_request(SubjectAccessRecord.Kind.DISCLOSED, by, sum(len(data.records) for data in results))
    return results


@transaction.atomic
def erase(contact: str, by) -> int:
    """Erase the data of all sections about a person in one transaction; return the number of records.

    After the commit the data is in no file of the database on SQLite.
    """
    count = sum(provider.erase_person(contact) for provider in providers(PersonalDataProvider))
    purge_log_of_deleted_records()
    _record_request(SubjectAccessRecord.Kind.ERASED, by, count)
    transaction.on_commit(sqlite.truncate_log)
    return count


def retention_reasons(contact: str) -> list[str]:
    """Return what an erasure has to keep for now, as sentences with the reason."""
    return [reason for provider in providers(PersonalDataProvider) for reason in provider.retention_reasons(contact)]


def purge(before: datetime) -> int:
    """Erase records of requests whose retention period ended."""
    return SubjectAccessRecord.objects.filter(at__lt=before - RECORD_RETENTION).delete()[0]


def _record_request(kind, by, records):
    SubjectAccessRecord.objects.create(kind=kind, at=clock.now(), by=by, records=records)
