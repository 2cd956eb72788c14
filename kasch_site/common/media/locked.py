"""Files that no web server serves: a view decides who may read them."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible(path="kasch_site.common.media.locked.LockedStorage")
class LockedStorage(FileSystemStorage):
    """Store files in `LOCKED_ROOT`, which is outside of `MEDIA_ROOT`. They have no URL."""

    @property
    def base_location(self):
        return settings.LOCKED_ROOT

    @property
    def location(self):
        return str(Path(settings.LOCKED_ROOT).resolve())

    def url(self, name):
        raise ValueError("A locked file has no URL.")
