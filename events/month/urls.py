"""Addresses of what has changed since a plan was printed; they stand on paper as QR codes and must not change.

They lie below the months of the calendar, whose URL module is read first and defines the two digits of a month.
"""

from django.urls import path

import events.urls  # noqa: F401 -- defines the converter "two"

from . import views

app_name = "month"
urlpatterns = [
    path("<int:year>/<two:month>/aenderungen/", views.changes, name="changes"),
    path("<int:year>/<two:month>/aenderungen.pdf", views.changes_sheet, name="sheet"),
]
