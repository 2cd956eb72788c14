"""Letters on the house's own paper: who writes, where an answer goes, and the lines at the foot."""

from email.utils import formataddr

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from kasch_site.common.rooms import Attachment, Letter

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
) -> Letter:
    """A letter from the house: `templates/emails/<template>.txt` with `context`, plus greeting and foot.

    The template is plain text (no HTML escaping) and knows `house`. `subject` is seen by whoever looks at the screen:
    it names the house and the day at most.
    """
    house = building().house
    text = render_to_string(f"emails/{template}.txt", {**context, "house": house, "name": name}).strip()
    parts = [_("Guten Tag %(name)s,") % {"name": name} if name else _("Guten Tag,"), text, foot(house)]
    return Letter(
        to=to,
        subject=" ".join(subject.split()),
        text="\n\n".join(part for part in parts if part) + "\n",
        name=name,
        call=call,
        desk_url=desk_url,
        sender=formataddr((house.short_name, house.sender_email)) if house and house.sender_email else "",
        reply_to=house.email if house else "",
        attachments=attachments,
        headers=headers,
    )


def address(path: str) -> str:
    """The whole address of a page, for letters, which have no request to tell it from."""
    return (settings.SITE_URL or "http://localhost") + path


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
