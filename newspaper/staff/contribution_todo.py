"""Tasks about contributions for the first page of the administration."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.common.sections import Todo
from newspaper.models import Contribution

PERMISSION = "newspaper.change_contribution"


def todo(user) -> list[Todo]:
    """Return the tasks that this user has permission for."""
    return list(_contributions()) if user.has_perm(PERMISSION) else []


def _contributions() -> Iterator[Todo]:
    """Yield tasks for new contributions, and for withdrawn ones that are still on the website."""
    new = Contribution.objects.new().count()
    if new:
        text = ngettext(
            "Für die Zeitung ist ein Beitrag da, über den noch niemand entschieden hat.",
            "Für die Zeitung sind %(count)d Beiträge da, über die noch niemand entschieden hat.",
            new,
        )
        yield Todo(text % {"count": new}, f"{_list()}?state__exact={Contribution.State.RECEIVED}", count=new)
    for row in Contribution.objects.to_settle().only("code", "issue_number", "issue_year"):
        text = _("Beitrag %(code)s in Ausgabe %(issue)s: Eine Einwilligung ist zurückgenommen.")
        facts = {"code": row.spelled_code, "issue": row.issue_name}
        yield Todo(text % facts, reverse("admin:newspaper_contribution_change", args=[row.pk]), urgent=True)


def _list():
    return reverse("admin:newspaper_contribution_changelist")
