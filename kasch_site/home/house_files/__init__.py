"""A house as a folder of files that people can read, and the code that writes it into an empty database.

The folder `demo/` is the demo house; each of its files says what its keys mean. Days are counted from the day of
loading. Nothing of this is needed in production.
"""

from datetime import date
from zoneinfo import ZoneInfo

from django.apps import apps
from django.db import transaction
from django.utils import timezone, translation

from kasch_site.common import clock
from kasch_site.common.search import indexing
from kasch_site.common.sections import sections

from . import (
    accounts,
    changes,
    counselling,
    documents,
    events,
    groups,
    house,
    inquiries,
    library,
    pages,
    pictures,
    registrations,
    special_days,
)
from .newspaper import contributions
from .newspaper import writing as newspaper
from .reading.folder import DEMO_FOLDER, HouseFolder
from .reading.records import HouseFileError

__all__ = ["DEMO_FOLDER", "HouseFileError", "is_empty", "is_loaded", "load"]


def is_empty() -> bool:
    """Return whether nobody has entered anything yet: there is no record of what the sections show."""
    labels = {label for section in sections() for label in section.watches}
    return not any(apps.get_model(label)._base_manager.exists() for label in labels)


def is_loaded() -> bool:
    """Return whether the house in the database has the demo accounts."""
    return accounts.exist()


def load(path, today: date | None = None) -> None:
    """Write the house of a folder into the empty database, all or nothing. Raise `HouseFileError`.

    What is written does not depend on where and in what language this is called.
    """
    folder = HouseFolder(path)
    with timezone.override(ZoneInfo(house.time_zone(folder))), translation.override("de"), transaction.atomic():
        # Each record is indexed once, with all that is written later.
        with indexing.postponed():
            _write(folder, today or clock.today())
        folder.refuse_unknown()


def _write(folder, today):
    picture_records = pictures.write(folder)
    house.write(folder, picture_records)
    special_days.write(folder, today)
    inquiries.write(folder, today)
    groups.write(folder, today, picture_records)
    events.write(folder, today, picture_records)
    accounts.write(folder)
    counselling.write(folder, today)
    # Consultations are on the printed plan.
    changes.write(folder, today)
    registrations.write(folder)
    library.write(folder, today)
    newspaper.write(folder, today)
    contributions.write(folder, today)
    registrations.write_subscribers(folder)
    pages.write(folder, picture_records, documents.write(folder))
    pages.write_notices(folder, today)
