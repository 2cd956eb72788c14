"""Withdraw and delete images of pages."""

from django.db import transaction

from kasch_site.common.media.locked import LockedStorage
from newspaper.models import WithdrawnImage
from newspaper.models.pages import image_folder


def withdraw(key: str) -> None:
    """Withdraw the images with this key: their URLs return 410, and the files are deleted on commit."""
    WithdrawnImage.objects.get_or_create(key=key)
    transaction.on_commit(lambda: delete(key))


def delete(key: str) -> None:
    """Delete the files of the images with this key, if they exist."""
    storage, folder = LockedStorage(), image_folder(key)
    if storage.exists(folder):
        for name in storage.listdir(folder)[1]:
            storage.delete(f"{folder}/{name}")
        storage.delete(folder)
