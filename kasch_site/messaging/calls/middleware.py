"""Lead staff to the calls that their action has caused, whichever page of the administration it was done on."""

from django.contrib import messages
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .caused_calls import CallsCaused, recorded_calls

CALL_LIST = "admin:messaging_calls"


class CallsCausedMiddleware:
    """After a form in the administration, add a line with a link to the call list, if somebody has to be called.

    Must be inside Django's `MessageMiddleware`. Other requests are passed on as they are.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method != "POST":
            return self.get_response(request)
        with recorded_calls() as caused:
            response = self.get_response(request)
        if (caused.keys or caused.jobs) and _leads_to_calls(request):
            _report(request, caused)
        return response


def _leads_to_calls(request) -> bool:
    """Return whether the form was one of the administration, other than the call list, by staff who may open that."""
    match = request.resolver_match
    if match is None or "admin" not in match.namespaces or match.view_name == CALL_LIST:
        return False
    return request.user.has_perm("messaging.change_message")


def _report(request, caused: CallsCaused):
    text, link = "", _("Zur Anrufliste")
    if caused.follow_later():  # their number is not known yet
        text, link = _("Wer nur ein Telefon hat, wird angerufen:"), _("Anrufliste")
    elif count := caused.count(request.user):
        text = ngettext(
            "Bitte anrufen: Eine Person hat nur ein Telefon.",
            "Bitte anrufen: %(count)d Personen haben nur ein Telefon.",
            count,
        ) % {"count": count}
    if text:
        line = format_html('{} <a href="{}">{}</a>', text, reverse(CALL_LIST), link)
        messages.warning(request, line)
