"""Titles in the administration: look them up by ISBN, add them with copies, export them."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.forms import CheckboxSelectMultiple
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from kasch_site.common import clock
from kasch_site.common.admin.optimistic_locking.submissions import FORM_KEY, SAVED_ALREADY, create_once, form_key
from kasch_site.common.admin.shown_again import is_shown_again
from kasch_site.common.models import Picture
from library.catalogue import copies, exports, titles
from library.catalogue.lookup import photos, sru
from library.catalogue.records.record import Record
from library.models import Copy, MediumKind, Title
from library.templatetags.library import in_its_language

from .labels import PAGE as LABELS
from .title_forms import MORE_COPIES, LookUpForm, MoreCopiesForm, NewTitleForm, TitleForm

# The response of the national library, in the session of the volunteer: it would be too long for a URL.
FOUND = "library_found"
_BOOK = [
    ("title", "subtitle"),
    "authors",
    "medium",
    "languages",
    "subjects",
    "isbn",
]
_READERS = [("age_from", "age_until"), ("is_large_print", "is_easy"), "parts"]
_MORE = [("series", "volume"), ("publisher", "year"), "description"]


class CopiesFilter(admin.SimpleListFilter):
    title = _("Exemplare")
    parameter_name = "exemplare"

    def lookups(self, request, model_admin):
        return [("keine", _("keines mehr")), ("mehrere", _("mehrere"))]

    def queryset(self, request, queryset):
        conditions = {"keine": Q(number_of_copies=0), "mehrere": Q(number_of_copies__gt=1)}
        return queryset.filter(conditions[self.value()]) if self.value() in conditions else queryset


class CopyInline(admin.TabularInline):
    """The copies of a title. They are added on a separate page, and withdrawn instead of deleted."""

    model = Copy
    extra = 0
    can_delete = False
    fields = ["number", "state", "shelf", "is_in_storage", "condition", "added_on"]
    readonly_fields = ["number", "state", "added_on"]
    verbose_name_plural = _("Exemplare")
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return False

    def get_max_num(self, request, obj=None, **kwargs):
        return 0 if obj is None else 1000


@admin.register(Title)
class TitleAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["name", "authors", "medium", "copy_count", "added_on", "is_shown"]
    list_filter = ["medium", CopiesFilter, "subjects", "languages", "is_large_print", "is_easy", "is_hidden"]
    list_select_related = ["medium"]
    list_per_page = 50
    search_fields = ["title", "subtitle", "authors", "isbn", "series"]
    autocomplete_fields = ["cover"]
    inlines = [CopyInline]
    date_hierarchy = None
    save_on_top = False

    def get_queryset(self, request):
        return super().get_queryset(request).with_number_of_copies().prefetch_related("languages")

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        return super().get_form(request, obj, change=change, form=TitleForm if change else NewTitleForm, **kwargs)

    def get_fieldsets(self, request, obj=None):
        copies_or_nothing = [] if obj else [(_("Exemplare"), {"fields": [("copies", "shelf"), "number"]})]
        cover = (["cover"] if obj else []) + ["cover_file", "cover_credit"]
        return [
            (_("Das Buch"), {"fields": _BOOK, "description": _("Oder das Hörbuch, das Spiel, die Figur.")}),
            *copies_or_nothing,
            (_("Für wen?"), {"fields": _READERS}),
            (_("Reihe, Verlag, worum es geht"), {"fields": _MORE, "classes": ["" if obj else "collapse"]}),
            (_("Umschlag"), {"fields": cover, "classes": ["collapse"]}),
            (_("Im Katalog"), {"fields": ["is_hidden", *(["added_on"] if obj else [])], "classes": ["collapse"]}),
        ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        kwargs["widget"] = CheckboxSelectMultiple()
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("nachschlagen/", view(require_POST(self.look_up)), name="library_title_look_up"),
            path("bestand.xml", view(self.marcxml), name="library_titles_marcxml"),
            path("<int:pk>/exemplare/", view(self.more_copies), name=MORE_COPIES.removeprefix("admin:")),
            *super().get_urls(),
        ]

    @admin.display(description=Title._meta.get_field("title").verbose_name, ordering="title")
    def name(self, title):
        return in_its_language(title)

    @admin.display(description=_("Exemplare"), ordering="number_of_copies")
    def copy_count(self, title):
        return title.number_of_copies

    @admin.display(description=_("im Katalog"), boolean=True)
    def is_shown(self, title):
        return not title.is_hidden and bool(title.number_of_copies)

    def marcxml(self, request):
        """Return all titles as MARCXML."""
        return exports.export(request.user, "marcxml")

    # New books

    def add_view(self, request, form_url="", extra_context=None):
        look_up = LookUpForm(initial={"isbn": request.GET.get("eingabe", "")[:40]})
        # A scanner types into the focused field: first the ISBN, then the form, for which Django has a script.
        begins_with_isbn = request.method != "POST" and "isbn" not in request.GET
        if begins_with_isbn:
            look_up.fields["isbn"].widget.attrs["autofocus"] = True
        context = {"look_up_form": look_up, "begins_with_isbn": begins_with_isbn, "looks_up": sru.is_enabled()}
        return super().add_view(request, form_url, {**(extra_context or {}), **context})

    def get_changeform_initial_data(self, request):
        """Return the initial data of a new title: the looked-up record, and the most frequent kind of medium."""
        initial = super().get_changeform_initial_data(request)
        looked_up = request.session.get(FOUND) or {}
        if looked_up and looked_up.get("isbn") == initial.get("isbn"):
            initial = {**initial, **_as_initial(Record.from_json(looked_up["record"]))}
        if "medium" not in initial:
            initial["medium"] = MediumKind.objects.values_list("pk", flat=True).first()
        return initial

    def look_up(self, request):
        """Look up an ISBN, typed or on a photo, and redirect to the form, filled in or with the reason why not."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = LookUpForm(request.POST, request.FILES)
        try:
            isbn = _isbn_of(form)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            return self._to_form(eingabe=request.POST.get("isbn", "")[:40])
        if not isbn:
            return self._to_form()
        existing = Title.objects.filter(isbn=isbn).first()
        if existing is not None:
            return HttpResponseRedirect(reverse(MORE_COPIES, args=[existing.pk]))
        return self._looked_up(request, isbn)

    def _looked_up(self, request, isbn):
        if not sru.is_enabled():
            request.session.pop(FOUND, None)
            messages.info(request, gettext("Das haben wir noch nicht. Bitte tippen Sie ein, was im Buch steht."))
            return self._to_form(isbn=isbn)
        try:
            record = sru.look_up(isbn)
        except sru.NotFound as error:
            request.session.pop(FOUND, None)
            messages.warning(request, str(error))
        else:
            request.session[FOUND] = {"isbn": isbn, "record": record.as_json()}
            messages.success(request, gettext("Gefunden. Bitte vergleichen Sie es mit dem Buch."))
        return self._to_form(isbn=isbn)

    def _to_form(self, **query):
        address = reverse("admin:library_title_add")
        return HttpResponseRedirect(f"{address}?{urlencode(query)}" if query else address)

    def save_model(self, request, obj, form, change):
        if not change:
            copies.lock_numbers()
            obj.added_on = clock.today()
        if form.cleaned_data.get("cover_file"):
            obj.cover = _add_cover(obj, form.cleaned_data)
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        if not change:
            data = form.cleaned_data
            titles.complete(form.instance, data["copies"], shelf=data["shelf"], number=data["number"])
        else:
            titles.corrected(form.instance)

    def response_add(self, request, obj, post_url_continue=None):
        response = super().response_add(request, obj, post_url_continue)
        numbers = [copy.short_number for copy in obj.copies.all()]
        if numbers:
            messages.info(request, _numbers_in_words(numbers))
        return response

    # Further copies

    def more_copies(self, request, pk):
        """Show and process the form to add copies to a title."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        title = Title.objects.filter(pk=pk).first()
        if title is None:
            raise Http404
        form = MoreCopiesForm(request.POST or None, initial={"shelf": _usual_shelf(title)})
        if request.method == "POST" and form.is_valid() and not is_shown_again(request):
            return self._add_copies(request, title, form)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Weitere Exemplare: %(title)s") % {"title": title},
            "opts": self.opts,
            "book": title,
            "copies": title.copies.order_by("number"),
            "form": form,
            "form_key": (FORM_KEY, form_key(request)),
        }
        return TemplateResponse(request, "admin/library/title/more_copies.html", context)

    def _add_copies(self, request, title, form):
        data = form.cleaned_data
        added: list[Copy] = []

        def make():
            added.extend(copies.add(title, data["copies"], shelf=data["shelf"], number=data["number"]))
            return added[0]

        first, is_new = create_once(request, f"copies of {title.pk}", make)
        if is_new:
            self.log_change(request, title, [{"added": {"name": str(Copy._meta.verbose_name), "object": str(first)}}])
            messages.success(request, _numbers_in_words([copy.short_number for copy in added]))
        else:
            messages.info(request, SAVED_ALREADY % {"name": title})
        return HttpResponseRedirect(reverse("admin:library_title_change", args=[title.pk]))


def _isbn_of(form: LookUpForm) -> str:
    """Return the ISBN that was typed or photographed; "" without either. Raise `ValidationError`."""
    if not form.is_valid():
        raise ValidationError([message for errors in form.errors.values() for message in errors])
    photo = form.cleaned_data["photo"]
    return form.cleaned_data["isbn"] or (photos.isbn_on(photo) if photo else "")


def _as_initial(record: Record) -> dict:
    """Return the initial values of the form for a record, without empty ones."""
    vocabulary = titles.Vocabulary.of_the_house()
    medium = vocabulary.medium_of(record)
    initial = {
        **record.title_fields(),
        "languages": [language.pk for language in vocabulary.languages_of(record)],
        "medium": medium.pk if medium else None,
    }
    return {name: value for name, value in initial.items() if value}


def _add_cover(title, data) -> Picture:
    """Add the picture of a cover to the pictures, with its permission."""
    picture = Picture(
        title=gettext("Umschlag: %(title)s") % {"title": title.title[:80]},
        alt=gettext("Umschlag von „%(title)s“") % {"title": title.title[:80]},
        credit=data["cover_credit"],
        file=data["cover_file"],
    )
    picture.save()
    return picture


def _usual_shelf(title) -> str:
    return title.copies.exclude(shelf="").values_list("shelf", flat=True).order_by("-pk").first() or ""


def _numbers_in_words(numbers: list[str]) -> str:
    """Return the numbers of new copies as text, with a link to their labels."""
    text = ngettext("Nummer %(numbers)s.", "Nummern %(numbers)s.", len(numbers)) % {"numbers": ", ".join(numbers)}
    address = f"{reverse(LABELS)}?{urlencode({'neueste': len(numbers)})}"
    return format_html('{} <a href="{}">{}</a>', text, address, gettext("Etiketten drucken"))
