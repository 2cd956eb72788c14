"""The demo settings with a separate folder for all written files; static files are hashed, not compressed."""

# ruff: noqa: F403, F405

import os

from kasch_site.settings.demo import *

_FOLDER = Path(os.environ["DEMO_FOLDER"])
DATABASES = {"default": env.database(default=f"sqlite:///{_FOLDER / 'demo.sqlite3'}")}
MEDIA_ROOT = _FOLDER / "media"
EMAIL_FILE_PATH = _FOLDER / "mails"
CACHES["files"]["LOCATION"] = _FOLDER / "cache"
STATIC_ROOT = _FOLDER / "static"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
