"""Messages in the name of the house: sender, reply address and footer."""

import re
from datetime import datetime
from email.utils import formataddr

from django.conf import settings
from django.template import Context, engines
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from kasch_site.common.sections import Attachment, RenderedMessage
from kasch_site.common.text.names import has_phone_number, has_web_address
from kasch_site.common.text.plaintext import one_line

from .building import building


def render_message(
    template: str,
    context: dict,
    *,
    to: str,
    subject: str,
    name: str = "",
    call: str = "",
    link: str = "",
    desk_url: str = "",
    attachments: tuple[Attachment, ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
) -> RenderedMessage:
    """Render a message from `templates/emails/<template>.txt` with `context`, plus greeting and footer.

    The template is plain text (no HTML escaping) and has `house` in its context. `subject` may be seen by bystanders:
    it names at most the house and the day.
    """
    house = building().house
    name = one_line(name)
    text = _plain_text(template, {**context, "house": house, "name": name})
    parts = [greeting(name), text, footer(house)]
    return RenderedMessage(
        to=to,
        subject=one_line(subject),
        text="\n\n".join(part for part in parts if part) + "\n",
        name=name,
        call=call,
        link=link,
        desk_url=desk_url,
        sender=sender(house),
        reply_to=house.email if house else "",
        attachments=attachments,
        headers=headers,
    )


def house_name() -> str:
    """Return the short name of the house, for a subject line."""
    house = building().house
    return house.short_name if house else _("Nachricht")


def data_controller() -> str:
    """Return who is responsible for personal data, without the full stop of "e.V."; "" without a house."""
    house = building().house
    return (house.operator or house.name).removesuffix(".") if house else ""


def subject_for_day(moment: datetime) -> str:
    """Return a subject line with the house and the day only, so that a preview of the mail reveals nothing else."""
    return _("%(house)s: zum %(day)s") % {"house": house_name(), "day": date_format(localtime(moment), "j. F")}


def absolute_url(path: str) -> str:
    """Return the absolute URL of a page, for messages, which have no request."""
    return (settings.SITE_URL or "http://localhost") + path


def sender(house) -> str:
    """Return the sender: the house's name with its own address, or else with that of the server."""
    if house is None:
        return ""
    return formataddr((one_line(house.short_name), house.sender_email or settings.DEFAULT_FROM_EMAIL))


def greeting(name: str) -> str:
    """Return the greeting. A name that contains a URL is left out, so that messages cannot carry advertising."""
    if not name or "/" in name or has_web_address(name) or has_phone_number(name):
        return _("Guten Tag,")
    return _("Guten Tag %(name)s,") % {"name": name}


def footer(house) -> str:
    """Return the footer of every message: the house, its address, and how to ask."""
    if house is None:
        return ""
    lines = [
        _("Mit freundlichen Grüßen"),
        house.name,
        f"{house.street}, {house.postal_code} {house.city}",
        _("Telefon: %(number)s") % {"number": house.phone} if house.phone else "",
    ]
    return "\n".join(line for line in lines if line)


def _plain_text(template, context):
    # HTML escaping is turned off for the whole template.
    compiled = engines["django"].engine.get_template(f"emails/{template}.txt")
    text = compiled.render(Context(context, autoescape=False)).strip()
    return re.sub(r"\n\s*\n", "\n\n", text)  # collapse blank lines of omitted parts
