"""Letters on the house's own paper: who writes, where an answer goes, and the lines at the foot."""

import re
from email.utils import formataddr

from django.conf import settings
from django.template import Context, engines
from django.utils.translation import gettext as _

from kasch_site.common.sections import Attachment, RenderedMessage
from kasch_site.common.text.plaintext import one_line

from .building import building


def write(
    template: str,
    context: dict,
    *,
    to: str,
    subject: str,
    name: str = "",
    call: str = "",
    desk_url: str = "",
    attachments: tuple[Attachment, ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
) -> RenderedMessage:
    """A letter from the house: `templates/emails/<template>.txt` with `context`, plus greeting and foot.

    The template is plain text (no HTML escaping) and knows `house`. `subject` is seen by whoever looks at the screen:
    it names the house and the day at most.
    """
    house = building().house
    name = one_line(name)
    text = _plain_text(template, {**context, "house": house, "name": name})
    parts = [greeting(name), text, foot(house)]
    return RenderedMessage(
        to=to,
        subject=one_line(subject),
        text="\n\n".join(part for part in parts if part) + "\n",
        name=name,
        call=call,
        desk_url=desk_url,
        sender=sender(house),
        reply_to=house.email if house else "",
        attachments=attachments,
        headers=headers,
    )


def address(path: str) -> str:
    """The whole address of a page, for letters, which have no request to tell it from."""
    return (settings.SITE_URL or "http://localhost") + path


def sender(house) -> str:
    """Who writes: the house under its own name, from its own address or else from that of the server."""
    if house is None:
        return ""
    return formataddr((one_line(house.short_name), house.sender_email or settings.DEFAULT_FROM_EMAIL))


def greeting(name: str) -> str:
    """The first line. A name that is an address of some page is left out: the house does not carry advertising."""
    if not name or any(sign in name for sign in ("/", "@", "www.")):
        return _("Guten Tag,")
    return _("Guten Tag %(name)s,") % {"name": name}


def foot(house) -> str:
    """The last lines of every letter: the house, where it is, how to ask."""
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
    # Nothing is escaped as for HTML, whether the template thinks of it or not.
    found = engines["django"].engine.get_template(f"emails/{template}.txt")
    text = found.render(Context(context, autoescape=False)).strip()
    return re.sub(r"\n\s*\n", "\n\n", text)  # where a template leaves something out, no gap is left
