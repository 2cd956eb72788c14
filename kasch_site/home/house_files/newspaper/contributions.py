"""Write samples of what residents send to the paper. Nobody is notified of them."""

from uuid import uuid4

from django.core.files.images import get_image_dimensions

from kasch_site.common import clock
from newspaper.contributions import consents, photo_files
from newspaper.contributions.photos import Photo
from newspaper.models import Consent, Contribution
from newspaper.web.contributions.fields import issue_in

from .paper import FOLDER

FILE = "contributions"
_OPTIONAL = ("title", "text", "email", "phone")
_KIND, _KEY = Contribution.Kind, Consent.Key


def write(folder, today) -> None:
    """Write the contributions of the file."""
    with folder.open(FILE) as file:
        for row in file.records("contribution"):
            contribution = Contribution(kind=row.choice("kind", _KIND), name=row.text("name"), idempotency_key=uuid4())
            for key in _OPTIONAL:
                setattr(contribution, key, row.text(key, ""))
            contribution.issue_number, contribution.issue_year = _issue(row)
            contribution.created_at = clock.local(row.day("received_day", today), row.time("received_time"))
            photo = row.file_in("photo", folder.path / FOLDER / "photos") if row.has("photo") else None
            keys = _consents(row, has_photo=photo is not None)
            row.save(contribution)
            consents.store(contribution, keys)
            if photo is not None:
                photo_files.store(contribution, [_photo(photo)])


def _issue(row):
    text = row.text("issue", "")
    issue = issue_in(text) if text else (None, None)
    if issue is None:
        raise row.error("issue", f"must be number and year, such as '2/2027'; it is {text!r}.")
    return issue


def _consents(row, *, has_photo) -> list[str]:
    """Return the consents that belong to a contribution, in their order."""
    wanted = {row.choice("byline", consents.BYLINES)} if row.has("byline") else set()
    wanted |= {_KEY.INTERNET} if row.flag("internet", False) else set()
    wanted |= {_KEY.RIGHTS, _KEY.PEOPLE} if has_photo else set()
    return [key for key in consents.ORDER if key in wanted]


def _photo(path) -> Photo:
    with path.open("rb") as file:
        width, height = get_image_dimensions(file)
    return Photo(path.read_bytes(), "image/jpeg", width, height)
