"""Names from the files of the demo house, which must not occur in code or on pages of another house."""

import re
import tomllib
from urllib.parse import unquote

from kasch_site.home.house_files import DEMO_FOLDER

RECORDS = tomllib.loads((DEMO_FOLDER / "house.toml").read_text(encoding="utf-8"))
# Parts of these names that are not specific to one house.
OF_ANY_HOUSE = {"Straße"}
_KEYS = ("name", "short_name", "operator", "stop", "street", "postal_code", "city", "email")


def words_of(records: dict) -> set[str]:
    """Return names, place, telephone numbers and people of a house."""
    house = records["house"]
    area_code, _rest = house["phone"].split(" ", 1)
    street, _number = house["street"].rsplit(" ", 1)
    words = {area_code, f"+49{area_code[1:]}", street, house["sender_email"], house["email"].partition("@")[0]}
    words |= {house[key] for key in _KEYS} | set(house["district"].split(" & ")) | set(street.split())
    return (words | {person["name"] for person in records["contact_person"]}) - OF_ANY_HOUSE


PAPER = tomllib.loads((DEMO_FOLDER / "newspaper" / "paper.toml").read_text(encoding="utf-8"))["paper"]
WORDS = words_of(RECORDS) | {PAPER["name"]}


def found_in(text: str) -> list[str]:
    """Return the names of the first house in a text, ignoring case; more digits may follow a number."""
    shown = unquote(text).casefold()
    return sorted(word for word in WORDS if re.search(rf"(?<!\w){re.escape(word.casefold())}(?![^\W\d])", shown))
