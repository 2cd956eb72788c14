"""The section contract of inquiries: what they offer to the site as a whole."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import DESK, EDITORS, LEAD, all_permissions
from kasch_site.common.sections import (
    Chapter,
    MenuEntry,
    MessageProvider,
    PageProvider,
    PersonalDataProvider,
    Section,
    StaffProvider,
)

from .messages import KINDS, render_message
from .retention import erase_person, export, purge
from .staff.todo import todo


class InquiriesSection(Section, PageProvider, StaffProvider, MessageProvider, PersonalDataProvider):
    key = "inquiries"
    name = _("Anfragen")
    url_prefix = "anfragen/"
    urls = "kasch_site.inquiries.urls"
    # The thank-you page shows the contact person.
    watches = ("inquiries.Responsibility",)
    personal_models = ("inquiries.Inquiry",)
    permissions = {
        LEAD: (
            "inquiries.view_inquiry",
            "inquiries.change_inquiry",
            "inquiries.delete_inquiry",
            *all_permissions("inquiries.responsibility"),
        ),
        EDITORS: (
            "inquiries.view_inquiry",
            "inquiries.change_inquiry",
            "inquiries.view_responsibility",
        ),
        # Callers ask what became of their inquiry.
        DESK: ("inquiries.view_inquiry",),
    }
    handbook = (
        Chapter(
            "anfragen",
            _("Anfragen beantworten"),
            "admin/handbook/inquiries.html",
            models=("inquiries.inquiry", "inquiries.responsibility"),
        ),
    )

    @property
    def message_kinds(self):
        return KINDS

    render_message = staticmethod(render_message)

    def forms(self):
        return [
            MenuEntry(_("Raum anfragen"), reverse("inquiries:request_room")),
            MenuEntry(_("Hilfe anbieten"), reverse("inquiries:offer_help")),
        ]

    todo = staticmethod(todo)

    def sitemap(self):
        return [(entry.url, None) for entry in self.forms()]

    purge = staticmethod(purge)
    export = staticmethod(export)
    erase_person = staticmethod(erase_person)


section = InquiriesSection()
