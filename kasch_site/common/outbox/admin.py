"""The staff's view of messages: whom to call, which letters to print, and which mails did not arrive."""

from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from ..rooms import rooms
from . import desk
from .models import Channel, Message

OUTCOMES = {
    "reached": (desk.reached, _("Als erreicht vermerkt.")),
    "not_reached": (desk.not_reached, _("Nicht erreicht: Der Anruf bleibt auf der Liste.")),
    "declined": (desk.declined, _("Vermerkt: möchte nicht.")),
    "letter": (desk.write_instead, _("Der Anruf steht jetzt bei den Briefen.")),
}


@admin.register(Message)
class MessageAdmin(admin.ModelAdmin):
    list_display = ("what", "channel", "state", "wanted_at", "attempts", "trouble")
    list_display_links = None
    list_filter = ("state", "channel")
    ordering = ("-wanted_at",)
    actions = ("send_again",)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        view = self.admin_site.admin_view
        own = [
            path("anrufe/", view(self.calls), name="outbox_calls"),
            path("briefe/", view(self.letters), name="outbox_letters"),
        ]
        return own + super().get_urls()

    @admin.display(description=_("Nachricht"))
    def what(self, message):
        return titles().get((message.room, message.kind), _("Nachricht"))

    @admin.action(description=_("Noch einmal senden"), permissions=["change"])
    def send_again(self, request, queryset):
        count = sum(desk.send_again(message) for message in queryset)
        text = ngettext(
            "Eine E-Mail wird noch einmal gesendet.", "%(count)d E-Mails werden noch einmal gesendet.", count
        )
        if not count:
            text = _("Noch einmal senden kann man nur, was nicht zustellbar war.")
        self.message_user(request, text % {"count": count}, messages.SUCCESS if count else messages.WARNING)

    def calls(self, request):
        """Who is to be called, and what to say; a button notes how it went."""
        self._refuse_others(request)
        if request.method == "POST":
            note, words = OUTCOMES.get(request.POST.get("outcome"), (None, ""))
            message = Message.objects.filter(pk=_number(request.POST.get("message"))).first()
            if note is None or message is None or not note(message):
                words = _("Dieser Anruf ist schon erledigt oder nicht mehr nötig.")
            self.message_user(request, words)
            return HttpResponseRedirect(reverse("admin:outbox_calls"))
        return self._page(request, _("Bitte anrufen"), "admin/outbox/calls.html", Channel.PHONE)

    def letters(self, request):
        """Letters to print, one sheet each; a button notes that they are on their way."""
        self._refuse_others(request)
        if request.method == "POST":
            chosen = [number for number in map(_number, request.POST.getlist("message")) if number]
            count = desk.posted(Message.objects.open().by(Channel.POST).filter(pk__in=chosen))
            text = ngettext("Ein Brief ist erledigt.", "%(count)d Briefe sind erledigt.", count)
            self.message_user(request, text % {"count": count})
            return HttpResponseRedirect(reverse("admin:outbox_letters"))
        return self._page(request, _("Briefe zum Drucken"), "admin/outbox/letters.html", Channel.POST)

    def _page(self, request, title, template, channel):
        pairs = [
            {"message": message, "letter": letter, "what": self.what(message)}
            for message, letter in desk.to_tell(channel)
        ]
        context = {**self.admin_site.each_context(request), "title": title, "pairs": pairs, "opts": self.opts}
        return TemplateResponse(request, template, context)

    def _refuse_others(self, request):
        if not self.has_change_permission(request):
            raise PermissionDenied


def titles() -> dict[tuple[str, str], object]:
    """What each kind of message is called, by room and kind."""
    return {(each.key, kind): title for each in rooms() for kind, title in each.letters.items()}


def _number(typed):
    try:
        return UUID(typed or "")
    except ValueError:
        return None
