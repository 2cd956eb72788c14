"""Newsletters in the admin: subscriptions, and sending an edition.

There is no export of addresses, and the admin's log names nobody.
"""

import uuid

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.admin.lists import ListOnlyMixin
from kasch_site.common.forms.mailbox_field import StaffEmailField
from kasch_site.messaging.models import Dispatch, Subscription
from kasch_site.messaging.newsletters import sending
from kasch_site.messaging.newsletters import subscriptions as subscribing
from kasch_site.messaging.newsletters.catalogue import (
    edition_of,
    may_send,
    newsletter_names,
    newsletter_of,
    newsletters,
)
from kasch_site.messaging.newsletters.forms import NewsletterChoiceMixin, NewslettersField
from kasch_site.messaging.newsletters.messages import text_of

REFRESH = 3  # seconds between two refreshes of the page of an edition being sent
STATES = {
    "bestellt": _("bestellt"),
    "offen": _("noch nicht bestätigt"),
    "unzustellbar": _("Postfach gibt es nicht"),
}


class SubscriptionForm(NewsletterChoiceMixin, forms.ModelForm):
    """Subscribe somebody who asks in person."""

    email = StaffEmailField(label=_("E-Mail"))
    wanted = NewslettersField()
    on_paper = forms.BooleanField(
        label=_("Die Einwilligung liegt unterschrieben vor"),
        help_text=_(
            "Mit Häkchen kommt die nächste Ausgabe ohne Rückfrage. Heben Sie das Blatt auf. Ohne Häkchen schicken wir "
            "erst eine E-Mail mit einem Knopf zum Bestätigen."
        ),
        required=False,
    )

    class Meta:
        model = Subscription
        fields = []


class SubscriptionStateFilter(admin.SimpleListFilter):
    title = _("Stand")
    parameter_name = "stand"

    def lookups(self, request, model_admin):
        return list(STATES.items())

    def queryset(self, request, queryset):
        if self.value() == "bestellt":
            return queryset.confirmed().reachable()
        if self.value() == "offen":
            return queryset.pending()
        return queryset.refused() if self.value() == "unzustellbar" else queryset


class NewsletterFilter(admin.SimpleListFilter):
    title = _("Was?")
    parameter_name = "was"

    def lookups(self, request, model_admin):
        return list(newsletter_names().items())

    def queryset(self, request, queryset):
        return queryset.of(self.value()) if self.value() else queryset


@admin.register(Subscription)
class SubscriptionAdmin(admin.ModelAdmin):
    keeps_drafts = False
    form = SubscriptionForm
    list_display = ["subscriber", "newsletter_name", "state", "since", "unsubscribe_link"]
    list_display_links = None
    list_filter = [SubscriptionStateFilter, NewsletterFilter]
    list_select_related = ["subscriber"]
    list_per_page = 50
    list_max_show_all = 50
    search_fields = ["subscriber__email"]
    actions = ["try_again"]

    def get_fieldsets(self, request, obj=None):
        choice = ["wanted"] if len(newsletters()) > 1 else []
        return [(_("Wer möchte etwas per E-Mail?"), {"fields": ["email", *choice, "on_paper"]})]

    def get_form(self, request, obj=None, change=False, **kwargs):
        # The fields are declared by the form; the record has no editable ones.
        return super().get_form(request, obj, change, fields=[], **{k: v for k, v in kwargs.items() if k != "fields"})

    def has_change_permission(self, request, obj=None):
        # A consent must not be edited.
        return obj is None and super().has_change_permission(request)

    @admin.display(description=_("Was?"))
    def newsletter_name(self, subscription):
        return newsletter_names().get(subscription.newsletter, subscription.newsletter)

    @admin.display(description=_("Stand"))
    def state(self, subscription):
        if subscription.subscriber.refused_at:
            return STATES["unzustellbar"]
        return STATES["bestellt" if subscription.is_confirmed else "offen"]

    @admin.display(description=_("seit"), ordering="requested_at")
    def since(self, subscription):
        return subscription.confirmed_at or subscription.requested_at

    @admin.display(description=_("Abbestellen"))
    def unsubscribe_link(self, subscription):
        url = reverse("admin:messaging_subscription_delete", args=[subscription.pk])
        return format_html('<a href="{}">{}</a>', url, _("Abbestellen"))

    @admin.action(description=_("Postfach gibt es doch: wieder schicken"), permissions=["change"])
    def try_again(self, request, queryset):
        refused = list(queryset.refused())
        for subscription in refused:
            subscribing.clear_refusal(subscription)
        self.message_user(
            request, _("Ab der nächsten Ausgabe wird es wieder versucht.") if refused else _("Da ist nichts zu tun.")
        )

    def save_model(self, request, obj, form, change):
        email, selected = form.cleaned_data["email"], form.selected()
        if form.cleaned_data["on_paper"]:
            subscribing.add_on_paper(email, selected)
        else:
            subscribing.request_subscriptions(email, selected, uuid.uuid4())

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, context, *args, **kwargs)

    def response_add(self, request, obj, post_url_continue=None):
        text = _("Eingetragen. Die nächste Ausgabe kommt per E-Mail.")
        if "on_paper" not in request.POST:
            text = _("Eine E-Mail mit einem Knopf zum Bestätigen ist unterwegs.")
        self.message_user(request, text, messages.SUCCESS)
        return HttpResponseRedirect(reverse("admin:messaging_subscription_changelist"))

    def delete_model(self, request, obj):
        subscribing.unsubscribe(obj)

    def delete_queryset(self, request, queryset):
        for subscription in queryset:
            subscribing.unsubscribe(subscription)

    def effects_of_deletion(self, request, records):
        return [gettext("Die nächste Ausgabe kommt dort nicht mehr an.")]

    def log_addition(self, request, obj, message):
        return _log(request, [obj], ADDITION)

    def log_deletions(self, request, queryset):
        return _log(request, queryset, DELETION)


@admin.register(Dispatch)
class DispatchAdmin(ListOnlyMixin, admin.ModelAdmin):
    keeps_drafts = False
    list_display = ["edition_name", "newsletter_name", "begun_at", "size"]

    def get_urls(self):
        view = self.admin_site.admin_view(self.send)
        return [path("<str:newsletter>/<str:edition>/", view, name="newsletters_send"), *super().get_urls()]

    def get_queryset(self, request):
        hidden = [newsletter.key for newsletter in newsletters() if not may_send(request.user, newsletter)]
        return super().get_queryset(request).exclude(newsletter__in=hidden)

    @admin.display(description=_("Ausgabe"))
    def edition_name(self, dispatch):
        url = reverse("admin:newsletters_send", args=[dispatch.newsletter, dispatch.edition])
        return format_html('<a href="{}">{}</a>', url, dispatch.name)

    @admin.display(description=_("Was?"))
    def newsletter_name(self, dispatch):
        return newsletter_names().get(dispatch.newsletter, dispatch.newsletter)

    def changelist_view(self, request, extra_context=None):
        editions = [
            {"edition": edition, "url": reverse("admin:newsletters_send", args=[newsletter.key, edition.key])}
            for newsletter in newsletters()
            if may_send(request.user, newsletter)
            for edition in newsletter.editions(clock.now())
        ]
        return super().changelist_view(request, {"editions": editions, **(extra_context or {})})

    def send(self, request, newsletter, edition):
        """Show the recipients of an edition; after confirmation, the progress of sending."""
        if not request.user.has_perm("messaging.add_dispatch"):
            raise PermissionDenied
        chosen = newsletter_of(newsletter)
        # PostgreSQL raises an error on a NUL in a parameter.
        if chosen is None or "\0" in edition:
            raise Http404
        if not may_send(request.user, chosen):
            raise PermissionDenied
        dispatch = Dispatch.objects.of(newsletter, edition).first()
        offered = edition_of(chosen, edition, clock.now())
        if offered is None and dispatch is None:
            raise Http404
        if request.method == "POST":
            return self._send(request, chosen, edition)
        context = {
            **self.admin_site.each_context(request),
            "title": offered.name if offered else dispatch.name,
            "opts": self.opts,
            "offered": offered,
            "content": text_of(chosen, edition) if offered else None,
            "dispatch": dispatch,
            **_numbers(chosen, dispatch),
        }
        is_quiet = "ruhig" in request.GET
        response = TemplateResponse(request, "admin/messaging/newsletters/send.html", {**context, "is_quiet": is_quiet})
        if context["progress"] and context["progress"].is_unfinished and not is_quiet:
            response["Refresh"] = str(REFRESH)
        return response

    def _send(self, request, newsletter, edition):
        try:
            sending.send(newsletter, edition)
        except sending.EditionNotAvailable:
            self.message_user(request, _("Diese Ausgabe wird nicht mehr verschickt."), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:newsletters_send", args=[newsletter.key, edition]))


def _numbers(newsletter, dispatch):
    """Return the numbers of recipients, of excluded subscribers, and of copies sent."""
    audience = Subscription.objects.audience(newsletter.key)
    subscriptions = Subscription.objects.of(newsletter.key)
    return {
        "new": (audience.without_copy(dispatch) if dispatch else audience).count(),
        "pending": subscriptions.pending().count(),
        "refused": subscriptions.confirmed().refused().count(),
        "progress": sending.progress(dispatch) if dispatch else None,
    }


def _log(request, subscriptions, action):
    """Log that a user did something to a number of subscriptions, without naming the subscribers."""
    for subscription in subscriptions:
        LogEntry.objects.create(
            user_id=request.user.pk,
            content_type=ContentType.objects.get_for_model(Subscription),
            object_id=str(subscription.pk),
            object_repr=gettext("eine Bestellung"),
            action_flag=action,
            change_message="[]",
        )
