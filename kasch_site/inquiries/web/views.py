"""Request a room and offer to help: two short forms without an account."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.inquiries import intake
from kasch_site.inquiries.expected_answer import expected_answer
from kasch_site.inquiries.models import Kind
from kasch_site.inquiries.occupancy import is_used, occupancy
from kasch_site.visitors.web.counted import counted, form_page, refusal_status

from .forms import OfferHelpForm, RoomAndDayForm, RoomRequestForm

NOT_SHOWN_YET = _(
    "An dem neuen Tag oder in dem neuen Raum ist schon etwas. Bitte sehen Sie nach, ob es trotzdem passt, und senden "
    "Sie noch einmal ab."
)
TOO_MANY = _(
    "Aus Ihrem Netz kamen in dieser Stunde sehr viele Anfragen. Bitte versuchen Sie es in einer Stunde noch einmal, "
    "oder rufen Sie uns an. Ihr Text ist noch da."
)


@allowed_query_params("raum", "tag")
@public_form
@counted(shows_refusal=True)
def request_room(request):
    """First step: room and day (`?raum=3&tag=2026-12-24`). Second step: occupancy and the remaining questions."""
    chosen = RoomAndDayForm(request.GET if "raum" in request.GET or "tag" in request.GET else None)
    if request.method == "POST":
        return _receive_room_request(request, chosen)
    if not chosen.is_bound:
        return _show(request, "room_choice", chosen)
    if not chosen.is_valid():
        return _show(request, "room_choice", chosen, status=422)
    return _show_room_request(request, RoomRequestForm(initial=chosen.cleaned_data))


def _receive_room_request(request, shown):
    form = RoomRequestForm(request.POST)
    status = refusal_status(request, form, limit_message=TOO_MANY)
    if status:
        return _show_room_request(request, form, status=status)
    values = dict(form.cleaned_data)
    if not _was_shown(shown, values) and is_used(values["room"], values["day"]):
        form.add_error("day", NOT_SHOWN_YET)
        return _show_room_request(request, form, status=422)
    intake.request_room(**_with_channel(values), message_id=form.message_id())
    return redirect("inquiries:room_requested")


def _was_shown(shown, values):
    """Return whether the page showed the occupancy of this room on this day before the submission."""
    return (
        shown.is_bound
        and shown.is_valid()
        and all(shown.cleaned_data[name] == values[name] for name in ("room", "day"))
    )


def _show_room_request(request, form, status=200):
    form.occupancy = occupancy(form.shown_room, form.shown_day)
    return _show(request, "room_request", form, status=status)


@public_form
@counted(shows_refusal=True)
def offer_help(request):
    """Show and process the form for offers to help."""
    form = OfferHelpForm(request.POST if request.method == "POST" else None)
    return form_page(request, form, "inquiries/offer_help.html", _offer_help, limit_message=TOO_MANY)


def _offer_help(form):
    intake.offer_help(**_with_channel(form.cleaned_data), message_id=form.message_id())
    return "inquiries:help_offered"


@require_safe
def room_requested(request):
    """Thank for a request for a room, and show who answers by when."""
    return _thank(request, Kind.ROOM)


@require_safe
def help_offered(request):
    """Thank for an offer to help, and show who answers by when."""
    return _thank(request, Kind.HELP)


def _thank(request, kind):
    return render(
        request, "inquiries/thanks.html", {"kind": kind, "expected_answer": expected_answer(kind, clock.today())}
    )


def _show(request, template, form, status=200):
    return render(request, f"inquiries/{template}.html", {"form": form}, status=status)


def _with_channel(values):
    """Return the answers with the contact detail under the name of its channel."""
    fields = {name: value for name, value in values.items() if name != "contact"}
    return {**fields, "email" if "@" in values["contact"] else "phone": values["contact"]}
