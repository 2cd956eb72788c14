"""Copies and cards in the administration: find, select and print them."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kasch_site.common.admin.lists import ReadOnlyMixin
from library.catalogue import exports
from library.circulation.copies import current_loan_and_hold
from library.circulation.locks import lock_all
from library.models import Card, Copy, Title
from library.templatetags.library import in_its_language

from . import labels


@admin.register(Copy)
class CopyAdmin(admin.ModelAdmin):
    """Copies are added at their title. Their state is changed by functions of circulation, at the desk."""

    keeps_drafts = True
    list_display = ["short", "name", "shelf", "is_in_storage", "state", "condition", "added_on"]
    list_display_links = ["short"]
    list_filter = ["state", "is_in_storage", "title__medium"]
    list_select_related = ["title"]
    list_per_page = 100
    search_fields = ["number", "title__title", "title__authors", "shelf"]
    actions = ["print_labels"]
    readonly_fields = ["title", "number", "state_with_link", "added_on", "withdrawn_on", "month_seen"]
    fieldsets = [
        (
            _("Das Exemplar"),
            {"fields": ["title", "number", "state_with_link", "added_on", "withdrawn_on", "month_seen"]},
        ),
        (_("Wo es steht, was auffällt"), {"fields": ["shelf", "is_in_storage", "condition"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("title__languages")

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def lock_parents(self, keys):
        """Lock the titles of these copies, as the desk does first."""
        lock_all(titles=Copy.objects.filter(pk__in=keys).values_list("title", flat=True))

    @admin.display(description=_("Nummer"), ordering="number")
    def short(self, copy):
        return copy.short_number

    @admin.display(description=Title._meta.verbose_name, ordering="title")
    def name(self, copy):
        return in_its_language(copy.title)

    @admin.display(description=_("Zustand"))
    def state_with_link(self, copy):
        """Return the state, with a link to the page that changes it."""
        address = reverse("admin:library_copy_state", args=[copy.pk])
        return format_html('{} <a href="{}">{}</a>', copy.get_state_display(), address, _("ändern"))

    @admin.display(description=_("zuletzt gesehen"))
    def month_seen(self, copy):
        """Return the month of the last scan."""
        return date_format(copy.seen_in, "F Y") if copy.seen_in else None

    @admin.action(description=_("Etiketten drucken"), permissions=["view"])
    def print_labels(self, request, queryset):
        """Redirect to the sheet of labels for the selected copies."""
        numbers = list(queryset.order_by("number").values_list("number", flat=True)[: labels.MAX_LABELS])
        return labels.page(request, self, numbers)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("etiketten/", view(self.labels), name="library_labels"),
            path("etiketten/pdf/", view(require_POST(self.labels_pdf)), name="library_labels_pdf"),
            path("etiketten/im-voraus/", view(require_POST(self.labels_ahead)), name="library_labels_ahead"),
            path("exemplare.csv", view(self.csv), name="library_copies_csv"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show where the copy is: lent until when, or put aside for whom, since and until when."""
        copy = self.get_object(request, unquote(object_id))
        shown = current_loan_and_hold(copy) if copy is not None else {}
        return super().change_view(request, object_id, form_url, {**shown, **(extra_context or {})})

    def labels(self, request):
        """Show the page for labels and cards."""
        return labels.page(request, self)

    def labels_pdf(self, request):
        """Return the chosen labels as a PDF."""
        return labels.pdf(request, self)

    def labels_ahead(self, request):
        """Allocate numbers for blank labels or cards."""
        return labels.allocate_ahead(request)

    def csv(self, request):
        """Return all copies with their titles as a CSV file."""
        return exports.export(request.user, "csv")


@admin.register(Card)
class CardAdmin(ReadOnlyMixin, admin.ModelAdmin):
    """Cards, to print them again. They are assigned and blocked on the page of the patron."""

    keeps_drafts = False
    list_display = ["short", "patron", "blocked_on"]
    list_display_links = None
    list_select_related = ["patron"]
    search_fields = ["number", "patron__name"]
    actions = ["print_cards"]

    def history_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse("admin:library_card_changelist"))

    @admin.display(description=_("Nummer"), ordering="number")
    def short(self, card):
        return card.short_number

    @admin.action(description=_("Ausweise drucken"), permissions=["view"])
    def print_cards(self, request, queryset):
        """Redirect to the sheet of labels for the selected cards, without blocked ones."""
        numbers = queryset.filter(blocked_on=None).order_by("number").values_list("number", flat=True)
        return labels.page(request, self, list(numbers[: labels.MAX_LABELS]))
