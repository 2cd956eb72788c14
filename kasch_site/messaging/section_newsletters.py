"""The section of newsletters: their messages, tasks, retention."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import EDITORS, LEAD, all_rights
from kasch_site.common.sections import Chapter, Section
from kasch_site.messaging.newsletters.messages import letter_to_reader, letter_with_issue
from kasch_site.messaging.newsletters.retention import erase_person, export, forget
from kasch_site.messaging.newsletters.subscriptions import mark_refused, number_of
from kasch_site.messaging.newsletters.todo import todo

from .models import Delivery, Subscriber

# A consent must not be edited: "change" permits retrying a mailbox.
RIGHTS = (*all_rights("messaging.subscription"), "messaging.view_dispatch", "messaging.add_dispatch")


class NewslettersSection(Section):
    key = "newsletters"
    name = _("Per E-Mail")
    address = "per-mail/"
    urls = "kasch_site.messaging.newsletters.urls"
    personal = (
        "messaging.Subscription",
        "messaging.Subscriber",
    )
    permissions = dict.fromkeys((LEAD, EDITORS), RIGHTS)
    handbook = (Chapter("per-mail", _("Den Plan per E-Mail verschicken"), "admin/handbook/mailing.html"),)
    message_kinds = {
        "confirm": _("Bestellung per E-Mail: bitte bestätigen"),
        "known": _("Bestellung per E-Mail: schon bestellt"),
        "leave": _("Link zum Abbestellen"),
        "issue": _("Plan oder Zeitung per E-Mail"),
    }

    def render_message(self, kind, subject):
        return letter_with_issue(subject) if kind == "issue" else letter_to_reader(kind, subject)

    def refused(self, kind, subject):
        if kind == "issue":
            subscriber = Subscriber.objects.filter(
                subscriptions__in=Delivery.objects.filter(pk=subject).values("subscription")
            )
        else:
            subscriber = Subscriber.objects.filter(pk=number_of(subject))
        if found := subscriber.first():
            mark_refused(found)

    def sitemap(self):
        return [(reverse("newsletters:subscribe"), None)]

    def todo(self, user):
        return todo(user)

    def forget(self, before):
        return forget(before)

    def export(self, contact):
        return export(contact)

    def erase_person(self, contact):
        return erase_person(contact)


section = NewslettersSection()
