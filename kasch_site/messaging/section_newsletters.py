"""The section of newsletters: their messages, tasks, retention."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kasch_site.accounts.roles import EDITORS, LEAD, all_permissions
from kasch_site.common.sections import (
    Chapter,
    MessageProvider,
    PageProvider,
    PersonalDataProvider,
    Section,
    StaffProvider,
)
from kasch_site.messaging.newsletters.messages import message_to_subscriber, message_with_edition
from kasch_site.messaging.newsletters.retention import erase_person, export, purge
from kasch_site.messaging.newsletters.subscriptions import mark_refused, subscriber_id
from kasch_site.messaging.newsletters.todo import todo

from .models import Delivery, Subscriber

# A consent must not be edited: "change" permits retrying a mailbox.
PERMISSIONS = (*all_permissions("messaging.subscription"), "messaging.view_dispatch", "messaging.add_dispatch")


class NewslettersSection(Section, PageProvider, StaffProvider, MessageProvider, PersonalDataProvider):
    key = "newsletters"
    name = _("Per E-Mail")
    url_prefix = "per-mail/"
    urls = "kasch_site.messaging.newsletters.urls"
    personal_models = (
        "messaging.Subscription",
        "messaging.Subscriber",
    )
    permissions = dict.fromkeys((LEAD, EDITORS), PERMISSIONS)
    handbook = (
        Chapter(
            "per-mail",
            _("Den Plan per E-Mail verschicken"),
            "admin/handbook/mailing.html",
            models=("messaging.dispatch", "messaging.subscription"),
        ),
    )
    message_kinds = {
        "confirm": _("Bestellung per E-Mail: bitte bestätigen"),
        "already_subscribed": _("Bestellung per E-Mail: schon bestellt"),
        "unsubscribe": _("Link zum Abbestellen"),
        "edition": _("Plan oder Zeitung per E-Mail"),
    }

    def render_message(self, kind, subject):
        return message_with_edition(subject) if kind == "edition" else message_to_subscriber(kind, subject)

    def mailbox_refused(self, kind, subject):
        if kind == "edition":
            subscriber = Subscriber.objects.filter(
                subscriptions__in=Delivery.objects.filter(pk=subject).values("subscription")
            )
        else:
            subscriber = Subscriber.objects.filter(pk=subscriber_id(subject))
        if unreachable := subscriber.first():
            mark_refused(unreachable)

    def sitemap(self):
        return [(reverse("newsletters:subscribe"), None)]

    todo = staticmethod(todo)
    purge = staticmethod(purge)
    export = staticmethod(export)
    erase_person = staticmethod(erase_person)


section = NewslettersSection()
