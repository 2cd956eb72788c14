"""Addresses of what has changed since a plan was printed; they stand on paper as QR codes and must not change.

They lie below the months of the calendar, whose URL module is read first and defines the two digits of a month.
"""

from django.urls import path

from . import converters, plan_changes  # noqa: F401 - converters defines "two"

app_name = "planning"
urlpatterns = [
    path("<int:year>/<two:month>/aenderungen/", plan_changes.changes, name="changes"),
    path("<int:year>/<two:month>/aenderungen.pdf", plan_changes.changes_sheet, name="sheet"),
]
