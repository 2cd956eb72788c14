"""The pages of issues in the administration: their text beside the image, empty and doubtful ones first."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kasch_site.common.history.reverting import Operations
from kasch_site.common.text.time_words import day_in_words
from newspaper.editing import corrections, reports
from newspaper.models import Page, TextReport
from newspaper.reading.images import image_of

from .articles import add_url, proposed

SAVE_AND_NEXT = "_next"


class TextFilter(admin.SimpleListFilter):
    title = _("Text")
    parameter_name = "text"
    choices_of_text = {
        "gemeldet": (_("Fehler gemeldet"), corrections.reported),
        "anders": (_("anders als Ihre Korrektur"), corrections.to_compare),
        "leer": (_("kein Text"), corrections.empty),
        "unsicher": (_("unsicher gelesen"), corrections.doubtful),
    }

    def lookups(self, request, model_admin):
        return [(key, label) for key, (label, _pages) in self.choices_of_text.items()]

    def queryset(self, request, queryset):
        _label, pages = self.choices_of_text.get(self.value(), ("", None))
        return queryset.filter(pk__in=pages().values("pk")) if pages else queryset


class ReportsField(forms.ModelMultipleChoiceField):
    """Reports of mistakes by readers; selected ones are settled."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj):
        """Return the text of the report and its time."""
        return format_html('<span dir="auto">{}</span> ({})', obj.words, day_in_words(localtime(obj.created_at).date()))


class PageForm(forms.ModelForm):
    """The text of a page, and the reports of mistakes in it."""

    settled = ReportsField(
        label=_("Was haben Leserinnen und Leser gemeldet?"),
        help_text=_("Kreuzen Sie an, was erledigt ist."),
        queryset=TextReport.objects.none(),
        required=False,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["settled"].queryset = self.instance.reports.open()


class PageOperations(Operations):
    """Reverting restores the text of a page, with the boxes that still match."""

    def save(self, record):
        record.full_clean()
        corrections.correct(record, record.text)


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    """Pages are made from the file of their issue; staff correct their text."""

    keeps_drafts = True
    form = PageForm
    history_operations = PageOperations()
    list_display = ["__str__", "state", "text_source", "certainty"]
    list_filter = [TextFilter, "state", "issue__year"]
    list_select_related = ["issue"]
    list_per_page = 50
    search_fields = ["text"]
    search_help_text = _("Sucht im Text der Seiten.")
    readonly_fields = ["text_source"]
    fieldsets = [(None, {"fields": ["text", "text_source"]})]

    def get_fieldsets(self, request, obj=None):
        is_reported = obj is not None and self.has_change_permission(request, obj) and obj.reports.open().exists()
        return [(None, {"fields": ["text", "settled", "text_source"]})] if is_reported else self.fieldsets

    def get_queryset(self, request):
        # Not that of the super class, which would order by a rank that is annotated here.
        return corrections.in_checking_order(Page.objects.defer("words"))

    def get_ordering(self, request):
        return corrections.CHECKING_ORDER

    def has_add_permission(self, request):
        return False

    def get_view_on_site_url(self, obj=None):
        return obj.get_absolute_url() if obj is not None and obj.issue.is_published() else None

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description=_("sicher gelesen"), ordering="confidence")
    def certainty(self, page):
        return "–" if page.confidence is None else gettext("zu %(percent)d %%") % {"percent": round(page.confidence)}

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        context["title"] = str(obj)
        pages = list(obj.issue.pages.for_lists().in_order())
        place = next(index for index, each in enumerate(pages) if each.pk == obj.pk)
        context |= {
            "subtitle": None,
            "image": image_of(obj),
            "proposed": proposed(obj),
            "add_article_url": add_url(obj),
            "articles": list(obj.issue.articles.filter(page=obj.number).in_order()),
            "before": pages[place - 1] if place else None,
            "after": pages[place + 1] if place + 1 < len(pages) else None,
            "show_save_and_continue": False,
            "show_save_and_next": self.has_change_permission(request, obj),
        }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        reports.settle(form.cleaned_data["settled"])
        saved = corrections.correct(obj, obj.text)
        obj.text, obj.text_source, obj.confidence = saved.text, saved.text_source, saved.confidence

    def response_change(self, request, obj):
        if SAVE_AND_NEXT not in request.POST:
            return super().response_change(request, obj)
        following = corrections.next_to_check(obj)
        if following is None:
            text = gettext("Der Text von „%(page)s“ ist gespeichert. Keine Seite ist mehr zu prüfen.")
            address = reverse("admin:newspaper_page_changelist")
        else:
            text = gettext("Der Text von „%(page)s“ ist gespeichert. Hier ist die nächste Seite.")
            address = reverse("admin:newspaper_page_change", args=[following.pk])
        self.message_user(request, text % {"page": obj}, messages.SUCCESS)
        # The super class releases the lock of the form.
        super().response_change(request, obj)
        return HttpResponseRedirect(address)
