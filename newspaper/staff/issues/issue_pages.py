"""The page of an issue in the administration: progress of its file, checklist, pages and articles."""

from collections import defaultdict

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext

from kasch_site.worker import execution
from newspaper.editing import issue_creation
from newspaper.editing.checks import check_list, names
from newspaper.intake import publishing
from newspaper.models import Issue, Page
from newspaper.reading.images import thumbnail_of

REFRESH = 3  # seconds between two refreshes while the file is read
_WORKING = (Issue.Intake.WAITING, Issue.Intake.WORKING)


class IssuePagesMixin:
    """Mixin for the ModelAdmin of issues: adds the page "Seiten und Artikel"."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/seiten/", view(self.pages_view), name="newspaper_issue_pages"),
            *super().get_urls(),
        ]

    def pages_view(self, request, pk):
        """Show the pages of an issue, with the tasks left; the page reloads while the file is read."""
        issue = Issue.objects.filter(pk=pk).first()
        if issue is None:
            raise Http404
        if not self.has_view_or_change_permission(request, issue):
            raise PermissionDenied
        if request.method == "POST":
            return self._answer(request, issue)
        contents = _contents(issue)
        is_quiet = "ruhig" in request.GET
        is_working = issue.intake in _WORKING or (bool(issue.original) and contents["done"] < len(contents["rows"]))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Ausgabe %(name)s") % {"name": issue},
            "opts": self.opts,
            "issue": issue,
            "is_working": is_working,
            "is_quiet": is_quiet,
            "is_worker_missing": is_working and execution.is_worker_missing(),
            "is_decided": not issue.publish_when_read or is_working,
            "may_change": self.has_change_permission(request, issue),
            **contents,
        }
        response = TemplateResponse(request, "admin/newspaper/issue/pages.html", context)
        if is_working and not is_quiet:
            response["Refresh"] = str(REFRESH)
        return response

    def _answer(self, request, issue):
        """Perform the chosen action: publish without some pages, leave it a draft, or try again."""
        if not self.has_change_permission(request, issue):
            raise PermissionDenied
        if "publish" in request.POST:
            publishing.publish_anyway(issue)
            self.message_user(request, gettext("Die Ausgabe ist jetzt auf der Website."), messages.SUCCESS)
        elif "stay" in request.POST:
            publishing.keep_as_draft(issue)
            self.message_user(request, gettext("Die Ausgabe bleibt ein Entwurf."), messages.SUCCESS)
        else:
            self._try_again(request, issue)
        return HttpResponseRedirect(pages_url(issue))

    def _try_again(self, request, issue):
        if issue_creation.try_again(issue):
            self.message_user(request, gettext("Es wird noch einmal versucht."), messages.SUCCESS)
        else:
            self.message_user(request, gettext("Da ist nichts mehr zu versuchen."), messages.INFO)


def pages_url(issue: Issue) -> str:
    """Return the URL of the page "Seiten und Artikel" of an issue."""
    return reverse("admin:newspaper_issue_pages", args=[issue.pk])


def _contents(issue) -> dict:
    pages = list(issue.pages.for_lists().in_order())
    articles = defaultdict(list)
    for article in issue.articles.in_order():
        articles[article.page].append(article)
    failed = [page for page in pages if page.state == Page.State.FAILED]
    numbers = {page.number for page in pages}
    return {
        "rows": [(page, thumbnail_of(page), articles[page.number]) for page in pages],
        "elsewhere": [article for number in sorted(articles) if number not in numbers for article in articles[number]],
        "checks": check_list(issue, pages),
        "done": sum(page.state != Page.State.WAITING for page in pages),
        "failed": failed,
        "failed_names": names(failed),
    }
