"""The library in house files: a large stock, with sample patrons, loans and holds."""

import tomllib
from datetime import date

import pytest
from stdnum import isbn

from kasch_site.common import clock
from kasch_site.common.search.queries import search
from kasch_site.home import house_files
from library.models import Copy, Hold, Loan, LoanCount, Patron
from tests.library.circulation.consistency import check_consistency
from tests.support.guards.own_code import ROOT

pytestmark = pytest.mark.django_db
STOCK = tomllib.loads((ROOT / "demo" / "library.toml").read_text(encoding="utf-8"))
SAMPLES = ("Beispiel", "Muster", "Probe", "Vorbild", "Ohneausweis", "Wartezeit")


def test_the_demo_has_hundreds_of_titles_in_many_languages_and_for_all_ages():
    titles = STOCK["title"]
    assert len(titles) >= 400
    languages = [code for title in titles for code in title.get("languages", ["de"])]
    assert {code for code in languages if languages.count(code) >= 10} == {"de", "en", "ru", "uk", "ar", "vi"}
    for key in ("is_large_print", "is_easy", "parts", "age_from", "series", "is_in_storage"):
        assert sum(key in title for title in titles) >= 5, key
    assert {title.get("kind", "Buch") for title in titles} == {kind["name"] for kind in STOCK["kind"]}
    assert sum("description" in title for title in titles) > len(titles) // 2
    assert sum("isbn" not in title for title in titles) >= len(titles) // 10
    with_code = [title for title in titles if title.get("kind", "Buch") in ("Buch", "Hörbuch")]
    assert sum("isbn" in title for title in with_code) * 100 >= len(with_code) * 89


def test_every_language_of_the_titles_is_one_of_the_house():
    house = tomllib.loads((ROOT / "demo" / "house.toml").read_text(encoding="utf-8"))
    assert {code for title in STOCK["title"] for code in title.get("languages", [])} <= {
        language["code"] for language in house["language"]
    }


def test_every_isbn_of_the_demo_is_valid_and_unique():
    numbers = [title["isbn"] for title in STOCK["title"] if "isbn" in title]
    assert all(isbn.is_valid(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_patron_of_the_demo_has_a_sample_name():
    names = [row["name"] for key in ("patron", "hold", "purchase_request") for row in STOCK[key] if "name" in row]
    assert names
    assert [name for name in names if not any(sample in name for sample in SAMPLES)] == []


def test_the_second_house_lends_reserves_and_is_searched(folder):
    house_files.load(folder)
    assert check_consistency() == {"lent": 1, "on the shelf": 1, "put aside": 1}
    assert Loan.objects.open().get().lent_at == clock.local(date(2026, 11, 28))
    assert Hold.objects.get().copy.place == "Regal Koje"
    assert (sum(LoanCount.objects.values_list("number", flat=True)), Patron.objects.count()) == (2, 1)
    hits = search("schimmelreiter", kinds=["library.title"]).hits
    assert [hit.title for hit in hits] == ["Der Schimmelreiter"]


def test_a_wrong_isbn_and_a_title_without_a_free_copy_are_named(folder):
    path = folder / "library.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("copies = 2", 'isbn = "9783150001235"'), encoding="utf-8")
    with pytest.raises(house_files.HouseFileError, match="is no ISBN"):
        house_files.load(folder)
    path.write_text(path.read_text(encoding="utf-8").replace('isbn = "9783150001235"', "copies = 0"), encoding="utf-8")
    with pytest.raises(house_files.HouseFileError, match="no copy is left"):
        house_files.load(folder)
    assert not Copy.objects.exists()
