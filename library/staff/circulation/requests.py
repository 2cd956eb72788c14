"""Holds, purchase requests and the swap shelf in the administration."""

from functools import partial

from django.contrib import admin, messages
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from kasch_site.common import clock
from kasch_site.visitors.staff import RequestAdmin
from library.circulation import purchase_requests
from library.circulation.holds import reservations
from library.circulation.locks import lock_all
from library.circulation.refusals import CirculationRefused
from library.models import Hold, PurchaseRequest, SwapItem, Title
from library.templatetags.library import in_its_language


def link_to(record) -> str:
    """Return the link to the page of a record in the administration; "" if there is none."""
    if record is None:
        return ""
    address = reverse(f"admin:library_{record._meta.model_name}_change", args=[record.pk])
    return format_html('<a href="{}"><bdi>{}</bdi></a>', address, record)


class _ReadOnly(RequestAdmin):
    """Base of the lists of requests, whose states are changed by domain functions only."""

    templates = "admin/library"

    def has_add_permission(self, request):
        return False

    def get_readonly_fields(self, request, obj=None):
        return self.fields

    def end(self, request, rows, verb, done):
        """Call a function for each selected row; report for how many it had an effect."""
        count = 0
        for row in rows:
            try:
                verb(row)
            except CirculationRefused as refused:
                self.message_user(request, f"{row}: {refused}", messages.WARNING)
            else:
                count += 1
        if count:
            self.message_user(request, done(count) % {"number": count})


@admin.register(Hold)
class HoldAdmin(_ReadOnly):
    list_display = ("title_name", "name", "contact", "state", "pickup_until", "created_at", "spelled_code")
    list_filter = ("state",)
    list_select_related = ("title",)
    fields = ("title", "name", "contact", "state", "copy", "pickup_until", "created_at", "spelled_code")
    actions = ("cancel_holds",)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("title__languages")

    @admin.display(description=Title._meta.verbose_name, ordering="title")
    def title_name(self, hold):
        return in_its_language(hold.title)

    def lock_parents(self, keys):
        """Lock the titles of these holds, as the desk does first."""
        lock_all(titles=Hold.objects.filter(pk__in=keys).values_list("title", flat=True))

    @admin.action(description=gettext_lazy("Absagen"), permissions=["change"])
    def cancel_holds(self, request, queryset):
        """Cancel the selected holds; their copies go to the next person."""
        self.end(
            request,
            queryset,
            partial(reservations.cancel, by_house=True),
            lambda count: ngettext("%(number)d Vormerkung abgesagt.", "%(number)d Vormerkungen abgesagt.", count),
        )


@admin.register(PurchaseRequest)
class PurchaseRequestAdmin(_ReadOnly):
    list_display = ("text", "name", "contact", "state", "found", "ends_on", "spelled_code")
    list_filter = ("state",)
    list_select_related = ("found_title", "found_item")
    fields = ("text", "name", "contact", "state", "found", "ends_on", "created_at", "spelled_code")
    actions = ("end_requests",)

    @admin.display(description=gettext_lazy("gefunden"), empty_value="–")
    def found(self, request):
        """Return the link to what was found, in the catalogue or on the swap shelf."""
        return link_to(request.found_title) or link_to(request.found_item)

    @admin.action(description=gettext_lazy("Nicht mehr suchen"), permissions=["change"])
    def end_requests(self, request, queryset):
        """End the selected searches."""
        self.end(
            request,
            queryset,
            partial(purchase_requests.cancel, by_house=True),
            lambda count: ngettext("%(number)d Suchwunsch beendet.", "%(number)d Suchwünsche beendet.", count),
        )


@admin.register(SwapItem)
class SwapItemAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ("text", "came_on", "gone_on")
    list_filter = (("gone_on", admin.EmptyFieldListFilter),)
    search_fields = ("text",)
    fields = ("text", "came_on", "gone_on")

    def get_fields(self, request, obj=None):
        shows = obj is not None and request.user.has_perm("library.view_purchaserequest")
        return (*self.fields, "purchase_requests") if shows else self.fields

    def get_readonly_fields(self, request, obj=None):
        return ("purchase_requests",)

    @admin.display(description=gettext_lazy("Wer danach gesucht hat"), empty_value=gettext_lazy("niemand"))
    def purchase_requests(self, item):
        """Return the links to the search requests for which this was found."""
        return format_html_join(", ", "{}", ((link_to(request),) for request in item.requests.all()))

    def get_changeform_initial_data(self, request):
        return {"came_on": clock.today(), **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        """Save it, and notify those who look for it."""
        super().save_model(request, obj, form, change)
        notified = 0 if change else purchase_requests.notify_requesters(obj)
        if notified:
            text = ngettext("%(number)d Person sucht das.", "%(number)d Personen suchen das.", notified)
            self.message_user(request, f"{text % {'number': notified}} {_('Wir sagen Bescheid.')}")
