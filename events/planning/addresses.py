"""URLs of the admin pages about one month."""

from django.urls import reverse


def assistant_url(month):
    """Return the URL of the page for preparing the month that begins on this day (a `date`)."""
    return reverse("admin:month_prepare", args=[month.year, month.month])
