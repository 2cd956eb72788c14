"""Messages in the admin: calls, letters to print, and undeliverable mails."""

from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.common.admin.lists import ListOnlyMixin
from kasch_site.common.sections import MessageProvider, ReplyRefused, providers, section

from .delivery import manual_delivery
from .models import Channel, Message
from .newsletters import admin as newsletters_admin
from .recipients import initials_by_message

TOO_LATE = _("Das ist schon erledigt oder nicht mehr nötig.")
# The message shown after each button.
CALL_OUTCOMES = {
    "reached": (manual_delivery.mark_reached, _("Als erreicht vermerkt.")),
    "not_reached": (manual_delivery.mark_not_reached, _("Nicht erreicht: Der Anruf bleibt auf der Liste, ganz unten.")),
    "declined": (manual_delivery.mark_declined, _("Vermerkt: möchte nicht.")),
    "letter": (manual_delivery.convert_to_letter, _("Der Anruf steht jetzt bei den Briefen.")),
    "back": (manual_delivery.undo_outcome, _("Der Anruf steht wieder auf der Liste.")),
}
LETTER_OUTCOMES = {
    "call": (manual_delivery.convert_to_call, _("Der Brief steht jetzt bei den Anrufen.")),
    "back": (manual_delivery.undo_outcome, _("Der Brief steht wieder auf der Liste.")),
}
MAIL_OUTCOMES = {
    "again": (manual_delivery.send_again, _("Die E-Mail wird noch einmal gesendet.")),
    "print": (manual_delivery.convert_mail_to_letter, _("Die Nachricht steht jetzt bei den Briefen.")),
    "dismiss": (manual_delivery.dismiss, _("Als erledigt vermerkt.")),
}

__all__ = ["newsletters_admin"]


@admin.register(Message)
class MessageAdmin(ListOnlyMixin, admin.ModelAdmin):
    keeps_drafts = False
    list_display = (
        "title",
        "recipient",
        "channel",
        "state",
        "wanted_at",
        "attempts",
        "failure_reason",
        "undelivered_link",
    )
    list_filter = ("state", "channel")
    ordering = ("-wanted_at",)
    actions = ("send_again",)
    change_list_template = "admin/messaging/message_list.html"

    def get_urls(self):
        view = self.admin_site.admin_view
        urls = [
            path("anrufe/", view(self.calls), name="messaging_calls"),
            path("briefe/", view(self.letters), name="messaging_letters"),
            path("<uuid:message_id>/nicht-zugestellt/", view(self.undelivered), name="messaging_undelivered"),
        ]
        return urls + super().get_urls()

    def get_queryset(self, request):
        """Return messages whose recipients this member of staff may see."""
        return super().get_queryset(request).readable_by(request.user)

    @admin.display(description=_("Nachricht"))
    def title(self, message):
        return titles().get((message.section, message.kind), _("Nachricht"))

    def get_changelist_instance(self, request):
        changelist = super().get_changelist_instance(request)
        initials = initials_by_message(changelist.result_list)
        for message in changelist.result_list:
            message.initials = initials.get(message.pk, "")
        return changelist

    @admin.display(description=_("An wen?"))
    def recipient(self, message):
        """Return the initials of the recipient: names are on the pages of calls, letters and undelivered mails."""
        return message.initials

    @admin.display(description=_("Text"))
    def undelivered_link(self, message):
        if message.state != Message.State.FAILED:
            return ""
        url = reverse("admin:messaging_undelivered", args=[message.pk])
        return format_html('<a href="{}">{}</a>', url, _("Ansehen"))

    @admin.action(description=_("Noch einmal senden"), permissions=["change"])
    def send_again(self, request, queryset):
        count = sum(manual_delivery.send_again(message) for message in queryset)
        text = ngettext(
            "Eine E-Mail wird noch einmal gesendet.", "%(count)d E-Mails werden noch einmal gesendet.", count
        )
        if not count:
            text = _("Noch einmal senden kann man nur, was nicht zustellbar war.")
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    def calls(self, request):
        """Show the calls to make with their scripts; buttons record the outcome and undo it."""
        self._require_change_permission(request)
        if request.method == "POST":
            if "answer" in request.POST:
                return self._apply_reply(request)
            return self._record_outcome(request, CALL_OUTCOMES, Channel.PHONE, "admin:messaging_calls")
        return self._page(request, _("Bitte anrufen"), "admin/messaging/calls.html", Channel.PHONE)

    def letters(self, request):
        """Show the letters to print, one sheet each; a button records that they were posted."""
        self._require_change_permission(request)
        if request.method != "POST":
            return self._page(request, _("Briefe zum Drucken"), "admin/messaging/letters.html", Channel.POST)
        if "printed" not in request.POST:
            return self._record_outcome(request, LETTER_OUTCOMES, Channel.POST, "admin:messaging_letters")
        printed = [number for number in map(_parsed_id, request.POST.getlist("printed_letter")) if number]
        count = manual_delivery.mark_posted(self.get_queryset(request).filter(pk__in=printed))
        text = ngettext("Ein Brief ist erledigt.", "%(count)d Briefe sind erledigt.", count)
        if not count:
            text = _("Kreuzen Sie an, welche Briefe gedruckt sind.")
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)
        return HttpResponseRedirect(reverse("admin:messaging_letters"))

    def undelivered(self, request, message_id):
        """Show an undeliverable mail: its recipient, and the possible actions."""
        self._require_change_permission(request)
        if request.method == "POST":
            return self._record_outcome(request, MAIL_OUTCOMES, Channel.MAIL, "admin:messaging_message_changelist")
        message = get_object_or_404(self.get_queryset(request).failed(), pk=message_id)
        displayed = manual_delivery.display(message)
        manual_delivery.log_reading_of(request.user, [displayed])
        context = self._context(request, self.title(message), displayed=displayed)
        return TemplateResponse(request, "admin/messaging/undelivered.html", context)

    def _record_outcome(self, request, outcomes, channel, back_to):
        record_outcome, confirmation = outcomes.get(request.POST.get("outcome"), (None, ""))
        message = (
            self.get_queryset(request).on_channel(channel).filter(pk=_parsed_id(request.POST.get("message"))).first()
        )
        is_recorded = record_outcome is not None and message is not None and record_outcome(message)
        level = messages.SUCCESS if is_recorded else messages.WARNING
        self.message_user(request, confirmation if is_recorded else TOO_LATE, level)
        return HttpResponseRedirect(reverse(back_to))

    def _apply_reply(self, request):
        """Apply a reply given on the phone at once; show a message if it is refused."""
        back = HttpResponseRedirect(reverse("admin:messaging_calls"))
        message = (
            self.get_queryset(request)
            .on_channel(Channel.PHONE)
            .filter(pk=_parsed_id(request.POST.get("message")))
            .first()
        )
        if message is None:
            self.message_user(request, TOO_LATE, messages.WARNING)
            return back
        if not _may_reply(request.user, message):
            raise PermissionDenied
        rendered = manual_delivery.display(message).rendered  # afterwards it may no longer render
        link = _link(rendered.desk_url) if rendered and rendered.desk_url else ""
        try:
            result = manual_delivery.apply_reply(message, request.POST["answer"])
        except ReplyRefused as refusal:
            self.message_user(request, format_html("{} {}", str(refusal), link), messages.WARNING)
            return back
        if result.record is not None:
            # The text contains the name and the code: it is only shown on screen; the log names the record.
            self.log_change(request, result.record, str(_("am Telefon geantwortet")))
        self.message_user(request, format_html("{} {}", result.text, link), messages.SUCCESS)
        return back

    def _page(self, request, title, template, channel):
        waiting = [self._line(request, displayed) for displayed in manual_delivery.open_messages(channel, request.user)]
        recently_done = [
            self._line(request, displayed) for displayed in manual_delivery.recently_done(channel, request.user)
        ]
        return TemplateResponse(
            request, template, self._context(request, title, waiting=waiting, recently_done=recently_done)
        )

    def _line(self, request, displayed):
        may_reply = displayed.rendered is not None and _may_reply(request.user, displayed.message)
        replies = displayed.rendered.replies if may_reply else ()
        return {"displayed": displayed, "title": self.title(displayed.message), "replies": replies}

    def _context(self, request, title, **extra_context):
        return {**self.admin_site.each_context(request), "title": title, "opts": self.opts, **extra_context}

    def _require_change_permission(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied


def titles() -> dict[tuple[str, str], object]:
    """Return the labels of message kinds, by section and kind."""
    return {
        (provider.key, kind): title
        for provider in providers(MessageProvider)
        for kind, title in provider.message_kinds.items()
    }


def _may_reply(user, message):
    provider = section(message.section)
    return provider is not None and (not provider.reply_permission or user.has_perm(provider.reply_permission))


def _link(url):
    return format_html('<a href="{}">{}</a>', url, _("Ansehen und ändern"))


def _parsed_id(value):
    try:
        return UUID(value or "")
    except ValueError:
        return None
