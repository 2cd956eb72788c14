"""Requests to be hidden in old issues: the form, and a person's own page."""

from functools import partial

from django.shortcuts import render
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from kasch_site.common import clock
from kasch_site.common.forms.base import LineField, TextField
from kasch_site.common.forms.guard import public_form
from kasch_site.visitors.web.counted import STEPS, counted, form_page
from kasch_site.visitors.web.forms import VisitorForm, contact_fields
from kasch_site.visitors.web.own_page import own_page as visitors_page
from newspaper.models.redaction import MAX_NAME_LENGTH
from newspaper.models.removal import MAX_DETAILS_LENGTH
from newspaper.removal import requests, retention
from newspaper.removal.notifications import MANAGE

from .common import paper_name
from .look_up import PaperLookUpForm, look_up_in


class RemovalForm(VisitorForm):
    """Form of a removal request: the name to hide, details, and the contact of the person."""

    heading = _("Ich möchte nicht mehr in der Zeitung stehen")
    submit_label = _("Bitte abschicken")
    retention_note = format_lazy(
        _(
            "Das lesen nur Menschen, die an der Zeitung arbeiten. Ihre Angaben löschen wir {days} Tage nach unserer "
            "Antwort. Was wir ausgeblendet haben, merken wir uns, damit es ausgeblendet bleibt."
        ),
        days=retention.ANSWERED_REQUEST_RETENTION.days,
    )

    hidden_name = LineField(
        label=_("Welcher Name soll weg?"),
        help_text=_("So, wie er in der Zeitung steht. Wir suchen ihn in allen Ausgaben."),
        max_length=MAX_NAME_LENGTH,
        error_messages={"required": _("Schreiben Sie den Namen, der weg soll.")},
    )
    details = TextField(
        label=_("Wo steht er, und was soll noch weg?"),
        help_text=_("Ausgabe und Seite, wenn Sie sie wissen. Oder ein Foto, eine Adresse, ein ganzer Artikel."),
        max_length=MAX_DETAILS_LENGTH,
        required=False,
    )

    paper_name = staticmethod(paper_name)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(["hidden_name", "details", "name", "contact"])


class RemovalCodeForm(PaperLookUpForm):
    """Look-up form for a removal request."""

    heading = _("Meine Bitte an die Zeitung")
    purpose = _("Mit Ihrem Code sehen Sie, was wir getan haben.")


@public_form
@counted(shows_refusal=True)
def ask(request):
    """Show and process the form of a removal request."""
    form = RemovalForm(request.POST if request.method == "POST" else None)
    return form_page(request, form, "newspaper/removal/ask.html", _ask)


def _ask(form) -> str:
    data = form.cleaned_data
    person = {"name": data["name"], **contact_fields(data["contact"])}
    return MANAGE.url_for(requests.create(data["hidden_name"], data["details"], form.message_id(), **person))


def _retained():
    return retention.in_retention(clock.now())


own_page = partial(
    visitors_page,
    lambda token: MANAGE.find(_retained(), token),
    public_route="newspaper:removal_look_up",
    unknown="newspaper/removal/unknown_link.html",
)


@public_form
@counted(STEPS, shows_refusal=True)
def look_up(request):
    """Look up a request by code and letters of a name; every mistake gets the same response."""
    return look_up_in(request, RemovalCodeForm, _retained(), MANAGE)


@own_page()
def my_removal(request, row, token):
    """Show the state of a removal request."""
    return render(request, "newspaper/removal/my_removal.html", {"row": row})
