"""The section of access without an account: retention of tokens."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.rate_limits import limits
from kasch_site.common.sections import RetentionProvider, Section

from . import access_tokens


class VisitorsSection(Section, RetentionProvider):
    key = "visitors"
    name = _("Zugang ohne Konto")

    def purge(self, before):
        return access_tokens.purge(before) + limits.purge(before)


section = VisitorsSection()
