"""What access without an account offers to the rest of the house: forgetting what has run out."""

from django.utils.translation import gettext_lazy as _

from kasch_site.common.rooms import AppRoom

from . import limits, links


class AccessRoom(AppRoom):
    key = "access"
    name = _("Zugang ohne Konto")

    def forget(self, before):
        return links.forget(before) + limits.forget(before)


room = AccessRoom()
