"""Images of pages that residents must not see any more."""

from django.db import transaction

from kasch_site.common.media.locked import LockedStorage
from newspaper.models import WithdrawnImage
from newspaper.models.pages import image_folder


def withdraw(key: str) -> None:
    """Withdraw the images with this key: their addresses are gone, and the files with the transaction."""
    WithdrawnImage.objects.get_or_create(key=key)
    transaction.on_commit(lambda: delete(key))


def delete(key: str) -> None:
    """Delete the files of the images with this key, if they are there."""
    storage, folder = LockedStorage(), image_folder(key)
    if storage.exists(folder):
        for name in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{name}")
        storage.delete(folder)
