"""Subscribe, confirm and unsubscribe on the website.

Mail scanners follow every link, so GET and HEAD of a mailed link change nothing. The link proves access to the mailbox,
so no cookie and no login are needed; unknown, misused and expired links get the same response.
"""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from kasch_site.common import clock
from kasch_site.common.forms.guard import public_form
from kasch_site.common.forms.query_params import allowed_query_params
from kasch_site.common.not_found import PageNotFound
from kasch_site.visitors.web.counted import counted, form_page
from kasch_site.visitors.web.own_page import own_page

from . import subscriptions as subscribing
from .catalogue import editions_sent, newsletter_of, newsletters
from .forms import SubscribeForm, UnsubscribeForm

UNKNOWN_LINK = "messaging/newsletters/unknown_link.html"
TOO_MANY = gettext_lazy(
    "Von hier kamen gerade sehr viele Bestellungen. Bitte versuchen Sie es in einer Stunde noch einmal."
)


@allowed_query_params("was")
@public_form
@counted(shows_refusal=True)
def subscribe(request):
    """Show the subscription form; `?was=events:plan` preselects a newsletter."""
    if not newsletters():
        raise PageNotFound(_("Per E-Mail gibt es zurzeit nichts."))
    form = SubscribeForm(_submitted(request), initial={"wanted": [request.GET.get("was", "")]})
    page = "messaging/newsletters/subscribe.html"
    return form_page(request, form, page, _subscribe, lambda: {"newsletters": newsletters()}, limit_message=TOO_MANY)


def _subscribe(form):
    subscribing.request_subscriptions(form.cleaned_data["email"], form.selected(), form.message_id())
    return "newsletters:requested"


@public_form
@counted(shows_refusal=True)
def request_unsubscribe(request):
    """Show the form that requests an unsubscribe link."""
    form = UnsubscribeForm(_submitted(request))
    page = "messaging/newsletters/unsubscribe_request.html"
    return form_page(request, form, page, _request_unsubscribe, limit_message=TOO_MANY)


def _request_unsubscribe(form):
    subscribing.request_unsubscribe(form.cleaned_data["email"], form.message_id())
    return "newsletters:requested"


@require_safe
def requested(request):
    """Show the next steps, the same for every address."""
    return render(request, "messaging/newsletters/confirmation_sent.html")


@csrf_exempt
@own_page(subscribing.subscriber_by_token, "newsletters:subscribe", UNKNOWN_LINK)
def confirm(request, subscriber, token):
    """Confirm subscriptions by POST from the page linked in the first mail."""
    if request.method == "POST":
        # Unknown values may contain a NUL, on which PostgreSQL raises an error.
        confirmed = subscribing.confirm(
            subscriber, [key for key in request.POST.getlist("newsletter") if newsletter_of(key)]
        )
    else:
        pending = _newsletters_of(subscriber.to_confirm())
        if pending:
            return render(request, "messaging/newsletters/confirm.html", {"newsletters": pending})
        confirmed = list(subscriber.subscriptions.confirmed())
    return render(
        request,
        "messaging/newsletters/confirmed.html",
        {"newsletters": _newsletters_of(confirmed), "editions": editions_sent(confirmed, clock.now())},
    )


@csrf_exempt
@own_page(subscribing.subscription_by_token, "newsletters:subscribe", UNKNOWN_LINK)
def unsubscribe(request, subscription, token):
    """Unsubscribe: a button for people, and the POST of RFC 8058 for mail programs, without a redirect (3.1)."""
    others = list(subscription.subscriber.subscriptions.exclude(pk=subscription.pk))
    received = subscription.subscriber.subscriptions.confirmed().exclude(pk=subscription.pk)
    context = {"newsletter": newsletter_of(subscription.newsletter), "others": _newsletters_of(received)}
    if request.method != "POST":
        return render(request, "messaging/newsletters/unsubscribe_all.html", context)
    if "everything" in request.POST:
        subscribing.erase(subscription.subscriber)
        return render(request, "messaging/newsletters/unsubscribed.html", {"is_deleted": True})
    subscribing.unsubscribe(subscription)
    return render(request, "messaging/newsletters/unsubscribed.html", {**context, "is_deleted": not others})


def _submitted(request):
    return request.POST if request.method == "POST" else None


def _newsletters_of(subscriptions):
    return [newsletter for subscription in subscriptions if (newsletter := newsletter_of(subscription.newsletter))]
