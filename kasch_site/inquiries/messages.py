"""Messages about inquiries: the notification of the contact person, and the answer."""

from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kasch_site.common.sections import RenderedMessage
from kasch_site.common.text.time_words import day_in_words
from kasch_site.house import stationery

from .expected_answer import responsible
from .models import Inquiry, Kind

KINDS = {"arrived": gettext_lazy("Neue Anfrage"), "answer": gettext_lazy("Antwort auf eine Anfrage")}


def render_message(kind: str, subject: str) -> RenderedMessage | None:
    """Return the message of this kind about the inquiry with primary key `subject`; None if no longer applicable."""
    inquiry = Inquiry.objects.filter(pk=subject).first()
    if inquiry is None:
        return None
    return _arrived(inquiry) if kind == "arrived" else _answer(inquiry)


def _arrived(inquiry):
    """Render a notification without any content of the inquiry: staff mailboxes may be shared."""
    responsibility = responsible(inquiry.kind)
    if inquiry.state != Inquiry.State.NEW or responsibility is None or not responsibility.person.email:
        return None
    context = {"kind": inquiry.get_kind_display(), "link": stationery.absolute_url(inquiry.desk_url)}
    return stationery.render_message(
        "inquiries/arrived",
        context,
        to=responsibility.person.email,
        name=responsibility.person.name,
        subject=_("%(house)s: etwas Neues auf der Website") % {"house": stationery.house_name()},
    )


def _answer(inquiry):
    if not (inquiry.is_answered and inquiry.is_notified):
        return None
    responsibility = responsible(inquiry.kind)
    message = stationery.render_message(
        "inquiries/answer",
        {
            "inquiry": inquiry,
            "requested": _requested(inquiry),
            "person": responsibility.person if responsibility else None,
        },
        to=inquiry.contact,
        name=inquiry.name,
        subject=_("%(house)s: unsere Antwort") % {"house": stationery.house_name()},
        call="\n".join(filter(None, [inquiry.answer, _requested(inquiry)])),
        desk_url=inquiry.desk_url,
    )
    # Replies go to the contact person.
    return (
        replace(message, reply_to=responsibility.person.email)
        if responsibility and responsibility.person.email
        else message
    )


def _requested(inquiry):
    """Return room, day and time as requested, as context for a short answer."""
    parts = [inquiry.room and inquiry.room.name, inquiry.day and day_in_words(inquiry.day), inquiry.when]
    request = ", ".join(filter(None, parts))
    return _("Gefragt hatten Sie nach: %(wish)s") % {"wish": request} if request and inquiry.kind == Kind.ROOM else ""
