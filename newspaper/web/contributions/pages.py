"""Public forms for letters, articles, photos and old issues."""

from functools import partial

from django.db import transaction
from django.shortcuts import render
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.forms import kept_files
from kasch_site.common.forms.guard import TOKEN, public_form, read_stamp
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.visitors.web.counted import counted, form_page, is_over_limit
from newspaper.contributions import submissions
from newspaper.contributions.notifications import MANAGE
from newspaper.models import Paper
from newspaper.web.common import paper_name

from .forms import ArticleForm, ContributionForm, LetterForm, OldIssueForm, PhotoForm

ISSUE_PARAM = "ausgabe"
_MAX_ISSUE_LENGTH = 20


@require_safe
def contribute(request):
    """Show what residents can send to the newspaper, and the deadline."""
    return render(request, "newspaper/ways_to_contribute.html", _facts())


@public_form
@counted(shows_refusal=True)
def letter(request):
    """Show and process the form for a letter."""
    return _page(request, LetterForm)


@public_form
@counted(shows_refusal=True)
def article(request):
    """Show and process the form for an article."""
    return _page(request, ArticleForm)


@public_form
@counted(shows_refusal=True)
def photo(request):
    """Show and process the form for photos."""
    return _page(request, PhotoForm)


@allowed_query_params(ISSUE_PARAM)
@public_form
@counted(shows_refusal=True)
def old_issue(request):
    """Show and process the form to offer an old issue; `?ausgabe=2/2026` preselects one."""
    return _page(request, OldIssueForm, {"title": request.GET.get(ISSUE_PARAM, "")[:_MAX_ISSUE_LENGTH]})


def _page(request, form_class, initial=None):
    if request.method != "POST":
        form = form_class(initial=initial)
        return render(request, "newspaper/contribute.html", {**_facts(), "form": form})
    stamp = read_stamp(request.POST.get(TOKEN, ""))
    if stamp:
        kept_files.restore_uploads(request, kept_files.form_owner(stamp.form_id))
    if is_over_limit(request):
        _leave_out_new_files(request)
    form = form_class(request.POST, request.FILES)
    shown_again = partial(_shown_again, request, form)
    return form_page(request, form, "newspaper/contribute.html", partial(_submit, request), shown_again)


def _leave_out_new_files(request):
    """Drop the new files of a visitor over the limit without reading them; kept ones remain."""
    for name, upload in list(request.FILES.items()):
        if not hasattr(upload, "kept_token"):
            del request.FILES[name]


def _shown_again(request, form: ContributionForm) -> dict:
    """Keep the valid files of an invalid form, and return the context to show it again."""
    if not is_over_limit(request):
        kept_files.keep_files(request, form, kept_files.form_owner(form.stamp.form_id))
    return _facts()


@transaction.atomic
def _submit(request, form: ContributionForm) -> str:
    contribution = submissions.submit(form.draft(), form.message_id(), **form.person())
    kept_files.discard_all(request, kept_files.form_owner(form.stamp.form_id))
    return MANAGE.url_for(contribution)


def _facts():
    paper = Paper.current()
    has_passed = paper.next_deadline is None or paper.next_deadline < clock.today()
    return {"name": paper_name(), "paper": paper, "deadline": None if has_passed else paper.next_deadline}
