"""The demo house: a neighbourhood centre that lives, however late it is loaded.

Each module is a table of facts and a function that writes them. Every day is counted from the day of loading.
The house is a real one, told in our own words; what only its association knows is marked as a blank or as "Beispiel".
"""

from django.apps import apps
from django.db import transaction

from kasch_site.common import clock
from kasch_site.common.sections import sections

from . import accounts, counselling, events, groups, house, inquiries, notices, pages, pictures, readers, sign_ups


def is_empty() -> bool:
    """Whether nobody has entered anything yet: no record of whatever the rooms show."""
    labels = {label for each in sections() for label in each.watches}
    return not any(apps.get_model(label)._base_manager.exists() for label in labels)


def is_loaded() -> bool:
    """Whether the house in the database is the demo house."""
    return accounts.exist()


def load(today=None):
    """Write the demo house into an empty database, all or nothing; the time zone of the house must be active."""
    today = today or clock.today()
    with transaction.atomic():
        shown = pictures.write()
        house.write(today)
        inquiries.write(today)
        groups.write(today, shown)
        events.write(today, shown)
        sign_ups.write()
        accounts.write()
        counselling.write(today)
        readers.write()
        pages.write()
        notices.write(today)
