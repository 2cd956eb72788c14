"""Search by name, code, mail address and number."""

import pytest

from kasch_site.visitors.matching import visitor_matcher

pytestmark = pytest.mark.django_db  # a number without an area code gets that of the house
ANNA = ("Anna Müller", "K7PX42MN", "mueller.anna@example.org", "+493715550123")


@pytest.mark.parametrize(
    "typed",
    [
        "Müller Anna",
        "anna mueller",
        "MÜ",
        "K7PX-42MN",
        "k7 px",
        "mueller.anna@EXAMPLE.org",
        "mueller.an",
        "0371 555 01 23",
        "+49 371/5550123",
        "555-0123",
        "50123",
    ],
)
def test_a_person_is_found(typed):
    assert visitor_matcher(typed)(*ANNA)


@pytest.mark.parametrize("typed", ["Anna Schmidt", "K7PX-42MM", "anna@example.org", "5550124", "0123", "%%"])
def test_other_persons_are_not_found(typed):
    matches = visitor_matcher(typed)
    assert matches is None or not matches(*ANNA)


@pytest.mark.parametrize("typed", ["", " ", "M", "…", "a" * 300])
def test_too_short_and_too_long_contacts_match_nothing(typed):
    assert visitor_matcher(typed) is None


@pytest.mark.parametrize("typed", ["Herr", "+49 30", "99999"])
def test_a_missing_contact_matches_nothing(typed):
    assert not visitor_matcher(typed)("Anna", "K7PX42MN", "", "")
