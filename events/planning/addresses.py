"""Addresses of the administration's pages about one month."""

from django.urls import reverse


def assistant_url(month):
    """Return where staff prepare the month that begins on this day (a `date`)."""
    return reverse("admin:month_prepare", args=[month.year, month.month])
