"""What forms of persons without an account share."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from kasch_site.common.text.phone import tidy


def require_letters(name: str) -> str:
    """Return the name; raise `ValidationError` if it has no letter: a record is found again by the first letters."""
    if not any(character.isalpha() for character in name):
        raise ValidationError(_("Schreiben Sie den Namen mit Buchstaben."))
    return name


def contact_fields(reach: str) -> dict[str, str]:
    """Return what was typed into one field as a field of `Visitor`: `email`, or `phone` in its tidy form."""
    return {"email": reach} if "@" in reach else {"phone": tidy(reach)}
