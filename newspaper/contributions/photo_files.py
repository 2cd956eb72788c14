"""Files of contributed photos: stored in the locked folder, deleted with their rows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from secrets import token_hex

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models.signals import post_delete

from kasch_site.common.media.locked import LockedStorage
from newspaper.models import Contribution, ContributionFile
from newspaper.models.contributions import PHOTO_FOLDER

from .photos import Photo

# A file without a row is left by an interrupted transaction; after this time none of those can still be running.
LEFTOVER_RETENTION = timedelta(days=1)


def connect() -> None:
    """Connect the signal for deleted rows, including cascades; called when all apps are loaded."""
    post_delete.connect(_deleted, sender=ContributionFile, dispatch_uid="delete photo of a contribution")


def store(contribution: Contribution, photos: Sequence[Photo]) -> None:
    """Store the photos of a contribution with their files."""
    for position, photo in enumerate(photos, 1):
        row = ContributionFile(
            contribution=contribution,
            position=position,
            content_type=photo.content_type,
            width=photo.width,
            height=photo.height,
            size=len(photo.content),
        )
        row.file.save(token_hex(16), ContentFile(photo.content))


def purge(before: datetime) -> int:
    """Delete files without a row that are older than a day at `before`; return their number."""
    storage = LockedStorage()
    if not storage.exists(PHOTO_FOLDER):
        return 0
    names = {f"{PHOTO_FOLDER}/{name}" for name in storage.listdir(PHOTO_FOLDER)[1]}
    left = names.difference(ContributionFile.objects.values_list("file", flat=True))
    old = [name for name in left if storage.get_modified_time(name) < before - LEFTOVER_RETENTION]
    for name in old:
        storage.delete(name)
    return len(old)


def _deleted(instance, **_kwargs):
    """Delete the file on commit."""
    transaction.on_commit(partial(LockedStorage().delete, instance.file.name))
