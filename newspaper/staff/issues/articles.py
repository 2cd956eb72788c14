"""Articles in the administration, proposed from the text of the page on which they begin."""

from django import forms
from django.contrib import admin
from django.db import models
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from kasch_site.common.text.whole_numbers import parse_whole_number
from newspaper.editing.article_proposals import ArticleProposal, places_in, proposals, subjects_in
from newspaper.models import Article, Page

from .issue_pages import pages_url

# The number of a proposal among those of its page, in the address of the form of a new article.
PROPOSAL_PARAM = "vorschlag"


class ArticleForm(forms.ModelForm):
    class Meta:
        widgets = {"text": forms.Textarea(attrs={"rows": 16})}

    def clean(self):
        data = super().clean()
        issue, page = data.get("issue"), data.get("page")
        if issue and page and issue.page_count and page > issue.page_count:
            text = ngettext(
                "Die Ausgabe %(issue)s hat nur eine Seite.",
                "Die Ausgabe %(issue)s hat nur %(count)d Seiten.",
                issue.page_count,
            )
            self.add_error("page", text % {"issue": issue, "count": issue.page_count})
        return data


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    keeps_drafts = True
    form = ArticleForm
    list_display = ["title", "issue", "page", "column", "author"]
    list_filter = ["column", "issue__year"]
    list_select_related = ["issue", "column"]
    list_per_page = 50
    search_fields = ["title", "author", "summary"]
    search_help_text = _("Sucht in Überschrift, Namen und Zusammenfassung.")
    autocomplete_fields = ["issue"]
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    fieldsets = [
        (_("Der Artikel"), {"fields": ["title", "author", "summary", "text"]}),
        (_("Wo er steht"), {"fields": ["issue", ("page", "order"), "column"]}),
        (_("Worum es geht"), {"fields": ["subjects", "places"]}),
    ]

    def get_changeform_initial_data(self, request):
        """Return the initial data of a new article, with those of a proposal of the page."""
        initial = super().get_changeform_initial_data(request)
        proposal = _proposal(initial)
        if proposal is not None:
            initial |= {"title": proposal.title, "author": proposal.author, "text": proposal.text}
            initial["subjects"] = [term.pk for term in subjects_in(proposal.text)]
            initial["places"] = [term.pk for term in places_in(proposal.text)]
        return initial

    def get_view_on_site_url(self, obj=None):
        is_public = obj is not None and obj.pk and obj.issue.is_published()
        return obj.get_absolute_url() if is_public else None

    def response_post_save_add(self, request, obj):
        super().response_post_save_add(request, obj)
        return HttpResponseRedirect(f"{pages_url(obj.issue)}#seite-{obj.page}")


def add_url(page: Page, proposal: int | None = None) -> str:
    """Return the URL of the form of a new article that begins on a page, filled in with a proposal."""
    number = {} if proposal is None else {PROPOSAL_PARAM: proposal}
    query = {"issue": page.issue_id, "page": page.number, **number}
    return f"{reverse('admin:newspaper_article_add')}?{urlencode(query)}"


def proposed(page: Page) -> list[tuple[ArticleProposal, str]]:
    """Return the proposals of a page that are not articles yet, with the URLs of their forms."""
    titles = {title.casefold() for title in page.issue.articles.values_list("title", flat=True)}
    return [
        (proposal, add_url(page, number))
        for number, proposal in enumerate(proposals(page))
        if proposal.title.casefold() not in titles
    ]


def _proposal(initial) -> ArticleProposal | None:
    numbers = [parse_whole_number(initial.get(name), 99_999_999) for name in ("issue", "page", PROPOSAL_PARAM)]
    if None in numbers:
        return None
    issue, page_number, proposal = numbers
    page = Page.objects.filter(issue=issue, number=page_number).first()
    return dict(enumerate(proposals(page))).get(proposal) if page else None
