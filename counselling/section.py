"""The contract of the counselling section with the rest of the site."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from counselling.notifications.messages import KINDS, render_message
from counselling.notifications.notifications import handle_rejected_address
from counselling.notifications.pending import pending_notifications, suppress
from counselling.notifications.replies import apply_reply, with_replies
from counselling.scheduling.closing import close, effects_of_closing
from counselling.scheduling.plan_notes import plan_notes
from counselling.scheduling.slot_generation import generate_slots
from counselling.scheduling.walk_in_hours import entries_between
from counselling.staff.todo import quick_actions, todo
from counselling.web.card import has_topics, lines
from counselling.web.search import TopicKind
from kasch_site.accounts.roles import COUNSELLORS, DESK, LEAD, all_permissions
from kasch_site.common.sections import (
    CalendarProvider,
    Card,
    Chapter,
    ClosingProvider,
    DailyWork,
    FirstStep,
    HourlyWork,
    MenuEntry,
    MessageProvider,
    NotificationProvider,
    PageProvider,
    PersonalDataProvider,
    PlanProvider,
    SearchProvider,
    Section,
    StaffProvider,
    StartPageProvider,
    Window,
)
from kasch_site.house.building import section_name
from kasch_site.house.opening.status import is_running

from .access_log import log_subjects
from .booking.slots import expiry
from .models import ScheduleRule, Topic
from .notifications import notifications
from .retention import erase_person, export, log_export, purge


class CounsellingSection(
    Section,
    StartPageProvider,
    PageProvider,
    CalendarProvider,
    ClosingProvider,
    StaffProvider,
    MessageProvider,
    NotificationProvider,
    DailyWork,
    HourlyWork,
    PersonalDataProvider,
    SearchProvider,
    PlanProvider,
):
    key = "counselling"
    name = _("Beratung")
    url_prefix = "beratung/"
    urls = "counselling.urls"
    # Bookings are not watched: pages show only that a slot is taken, which is part of the slot.
    watches = ("counselling.Topic", "counselling.Situation", "counselling.Counsellor", "counselling.ScheduleRule",
               "counselling.Absence", "counselling.Slot")  # fmt: skip
    personal_models = ("counselling.Booking", "counselling.WaitlistEntry")
    # Absences and the access log.
    models_showing_personal_data = ("counselling.Absence", "counselling.AccessLogEntry")
    search_kinds = (TopicKind(),)
    handbook = (
        Chapter(
            "beratung",
            _("Beratungstermine: vergeben, verschieben, der Tag"),
            "admin/handbook/counselling.html",
            models=("counselling.booking",),
            permissions=("counselling.work_at_desk", "counselling.see_own_people"),
        ),
        Chapter(
            "sprechstunden",
            _("Sprechstunden, und wenn jemand krank ist"),
            "admin/handbook/consultations.html",
            models=("counselling.schedulerule", "counselling.absence", "counselling.counsellor", "counselling.topic"),
        ),
    )
    reply_permission = message_permission = "counselling.work_at_desk"
    message_recipients = {
        "booking": ("counselling.Booking", "name"),
        "waitlist_entry": ("counselling.WaitlistEntry", "name"),
        "offer": ("counselling.Offer", "booking__name", "waitlist_entry__name"),
    }
    permissions = {
        LEAD: (
            *all_permissions("counselling.topic", "counselling.situation", "counselling.counsellor"),
            *all_permissions("counselling.schedulerule", "counselling.absence"),
            "counselling.view_accesslogentry",
            "counselling.see_statistics",
        ),
        DESK: (
            *all_permissions("counselling.absence"),
            "counselling.work_at_desk",
            "messaging.view_message",
            "messaging.change_message",
        ),
        # Limited to their own absences; see `staff.absences`.
        COUNSELLORS: ("counselling.see_own_people", *all_permissions("counselling.absence")),
    }

    # Public site

    def menu(self):
        return [MenuEntry(section_name(self.key, self.name), reverse("counselling:topics"))]

    def forms(self):
        return [MenuEntry(_("Mein Beratungstermin"), reverse("counselling:lookup"))]

    def primary_actions(self, now):
        return [MenuEntry(_("Beratungstermin buchen"), reverse("counselling:topics"))] if has_topics(now) else []

    def windows(self, now, entries):
        """Return the windows to light up while walk-in hours are open."""
        is_lit = any(entry.app == self.key and is_running(entry, now) for entry in entries)
        return [Window(section_name(self.key, self.name), reverse("counselling:topics"), self.key, is_lit)]

    def card(self, now, entries):
        """Return the card with topics and their next free slot, or the next walk-in hours."""
        topic_lines = lines(now, [entry for entry in entries if entry.app == self.key])
        if not topic_lines:
            return None
        name, url = section_name(self.key, self.name), reverse("counselling:topics")
        return Card(self.key, name, url, _("Alle Themen der Beratung"), "counselling/card.html", {"lines": topic_lines})

    def entries(self, start, end, *, group=None):
        return [] if group is not None else entries_between(start, end)

    plan_notes = staticmethod(plan_notes)

    def sitemap(self):
        topics = Topic.objects.published().only("slug", "changed_at")
        return [
            (reverse("counselling:topics"), None),
            *((topic.get_absolute_url(), topic.changed_at) for topic in topics),
        ]

    # Staff

    todo = staticmethod(todo)
    quick_actions = staticmethod(quick_actions)

    def first_steps(self):
        return [
            FirstStep(
                _("Ein Thema der Beratung anlegen"), reverse("admin:counselling_topic_add"), Topic.objects.exists()
            ),
            FirstStep(
                _("Eine Sprechstunde eintragen"),
                reverse("admin:counselling_schedulerule_add"),
                ScheduleRule.objects.exists(),
            ),
        ]

    # Periodic work

    daily = staticmethod(generate_slots)

    def hourly(self, now):
        expiry.process_expired(now)
        notifications.remind(now)

    effects_of_closing = staticmethod(effects_of_closing)
    close = staticmethod(close)

    # Notifications

    @property
    def message_kinds(self):
        return KINDS

    def render_message(self, kind, subject):
        return with_replies(render_message(kind, subject), subject)

    def apply_reply(self, kind, subject, key):
        return apply_reply(subject, key)

    log_reading = staticmethod(log_subjects)
    log_export = staticmethod(log_export)
    mailbox_refused = staticmethod(handle_rejected_address)

    def pending_notifications(self):
        return pending_notifications()

    suppress = staticmethod(suppress)
    purge = staticmethod(purge)
    export = staticmethod(export)
    erase_person = staticmethod(erase_person)


section = CounsellingSection()
