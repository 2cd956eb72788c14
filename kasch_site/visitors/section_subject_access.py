"""The section of subject access: its admin page, and its retention."""

from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import LEAD
from kasch_site.common.sections import Chapter, RetentionProvider, Section
from kasch_site.visitors.subject_access.requests import purge


class SubjectAccessSection(Section, RetentionProvider):
    key = "subject_access"
    name = _("Auskunft und Löschen")
    models_showing_personal_data = ("visitors.SubjectAccessRecord",)
    permissions = {LEAD: ("visitors.view_subjectaccessrecord", "visitors.add_subjectaccessrecord")}
    handbook = (
        Chapter(
            "auskunft",
            _("„Was wissen Sie über mich?“"),
            "admin/handbook/subject_access.html",
            models=("visitors.subjectaccessrecord",),
        ),
    )

    purge = staticmethod(purge)


section = SubjectAccessSection()
