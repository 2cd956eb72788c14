"""The section contract of inquiries: what they offer to the site as a whole."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import EDITORS, LEAD, all_rights
from kasch_site.common.sections import Chapter, MenuEntry, SearchDocument, Section

from .messages import KINDS, render_message
from .retention import erase_person, export, forget
from .todo import todo


class InquiriesSection(Section):
    key = "inquiries"
    name = _("Anfragen")
    address = "anfragen/"
    urls = "kasch_site.inquiries.urls"
    # The thank-you page shows the contact person.
    watches = ("inquiries.Responsibility",)
    personal = ("inquiries.Inquiry",)
    permissions = {
        LEAD: (
            "inquiries.view_inquiry",
            "inquiries.change_inquiry",
            "inquiries.delete_inquiry",
            *all_rights("inquiries.responsibility"),
        ),
        EDITORS: (
            "inquiries.view_inquiry",
            "inquiries.change_inquiry",
            "inquiries.view_responsibility",
        ),
    }
    handbook = (Chapter("anfragen", _("Anfragen beantworten"), "admin/handbook/inquiries.html"),)

    @property
    def message_kinds(self):
        return KINDS

    def render_message(self, kind, subject):
        return render_message(kind, subject)

    def forms(self):
        return [
            MenuEntry(_("Raum anfragen"), reverse("inquiries:ask_for_room")),
            MenuEntry(_("Hilfe anbieten"), reverse("inquiries:offer_help")),
        ]

    def todo(self, user):
        return todo(user)

    def sitemap(self):
        return [(entry.url, None) for entry in self.forms()]

    def search_documents(self):
        texts = [
            _("Welcher Raum ist frei? Raum für Feier, Probe, Treffen oder Kurs anfragen."),
            _("Mitmachen, ehrenamtlich helfen, eine Idee umsetzen."),
        ]
        for entry, text in zip(self.forms(), texts, strict=True):
            yield SearchDocument(f"inquiries:{entry.url}", str(entry.name), str(text), entry.url)

    def forget(self, before):
        return forget(before)

    def export(self, contact):
        return export(contact)

    def erase_person(self, contact):
        return erase_person(contact)


section = InquiriesSection()
