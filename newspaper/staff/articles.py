"""Articles in the administration."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from newspaper.models import Article


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    keeps_drafts = True
    list_display = ["title", "issue", "page", "column", "author"]
    list_filter = ["column", "issue__year"]
    list_select_related = ["issue", "column"]
    list_per_page = 50
    search_fields = ["title", "author", "summary"]
    autocomplete_fields = ["issue", "subjects", "places"]
    fieldsets = [
        (_("Der Artikel"), {"fields": ["title", "author", "summary", "text"]}),
        (_("Wo er steht"), {"fields": ["issue", ("page", "order"), "column"]}),
        (_("Worum es geht"), {"fields": ["subjects", "places"]}),
    ]
