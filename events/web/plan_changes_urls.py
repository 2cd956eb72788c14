"""URLs of changes since a plan was printed; they are printed as QR codes and must not change.

They extend the URLs of calendar months, whose URL module is loaded first and registers the two-digit converter.
"""

from django.urls import path

from . import converters, plan_changes  # noqa: F401 - converters defines "two"

app_name = "planning"
urlpatterns = [
    path("<int:year>/<two:month>/aenderungen/", plan_changes.changes, name="changes"),
    path("<int:year>/<two:month>/aenderungen.pdf", plan_changes.changes_sheet, name="sheet"),
]
