"""Subject access and erasure of contributions, with their consents and photos."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kasch_site.messaging.visitor_records import VisitorRecords, visitor_data
from kasch_site.visitors.access_tokens import subject_name
from newspaper.models import Contribution

from . import photo_files, retention
from .notifications import NAME, SECTION


def purge(before: datetime) -> int:
    """Erase contributions whose retention ended before `before`, and files without a row; return their number."""
    return photo_files.purge(before) + records.erase(retention.past_retention(before))


def _data(contribution) -> dict:
    about = {_("Für die Zeitung"): f"{contribution.get_kind_display()} {contribution.issue_name}".strip()}
    own = {_("Einwilligungen"): "; ".join(map(_in_words, contribution.consents.all()))}
    photos = contribution.files.count()
    if photos:
        own[_("Fotos")] = ngettext("%(number)d Foto", "%(number)d Fotos", photos) % {"number": photos}
    return {**visitor_data(contribution, about, ("title", "text", "guardian", "reason", "closed_at")), **own}


def _in_words(consent):
    days = {"words": consent.words, "day": date_format(localtime(consent.given_at), "j.n.Y")}
    if consent.withdrawn_at is None:
        return _("%(words)s (%(day)s)") % days
    days["end"] = date_format(localtime(consent.withdrawn_at), "j.n.Y")
    return _("%(words)s (%(day)s, zurückgenommen am %(end)s)") % days


def _subjects(keys):
    return [subject_name(key, NAME) for key in keys]


records = VisitorRecords(SECTION, Contribution, _data, subjects_of=_subjects)
