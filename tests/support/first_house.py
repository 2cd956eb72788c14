"""What gives the first house away: words of its own file, to be looked for in code and in what another house shows."""

import re
import tomllib
from urllib.parse import unquote

from kasch_site.home.house_files import DEMO_FOLDER

RECORDS = tomllib.loads((DEMO_FOLDER / "house.toml").read_text(encoding="utf-8"))
# Parts of its words that belong to no house alone.
OF_ANY_HOUSE = {"Straße"}
_KEYS = ("name", "short_name", "operator", "stop", "street", "postal_code", "city", "newspaper_name", "email")


def words_of(records: dict) -> set[str]:
    """Return the names, the place, the numbers and the people of a house."""
    house = records["house"]
    area_code, _rest = house["phone"].split(" ", 1)
    street, _number = house["street"].rsplit(" ", 1)
    words = {area_code, f"+49{area_code[1:]}", street, house["sender_email"], house["email"].partition("@")[0]}
    words |= {house[key] for key in _KEYS} | set(house["district"].split(" & ")) | set(street.split())
    return (words | {person["name"] for person in records["contact_person"]}) - OF_ANY_HOUSE


WORDS = words_of(RECORDS)


def found_in(text: str) -> list[str]:
    """Return the words of the first house in a text, whatever the case; more digits may follow a number."""
    shown = unquote(text).casefold()
    return sorted(word for word in WORDS if re.search(rf"(?<!\w){re.escape(word.casefold())}(?![^\W\d])", shown))
