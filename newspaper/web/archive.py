"""The archive: all issues by year."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kasch_site.house.building import sign_name
from newspaper.models import Issue, Paper
from newspaper.reading import archive as archives

from .common import SECTION


@require_safe
def archive(request):
    """Show the newest issue with its contents, and all others by year."""
    context = {
        "name": sign_name(SECTION, _("Zeitung")),
        "paper": Paper.current(),
        "newest": Issue.objects.published().newest().first(),
        "years": archives.years(),
    }
    return render(request, "newspaper/archive.html", context)
