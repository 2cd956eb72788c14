"""Writing along without an account: every mistake beside its field, nothing typed or chosen lost, and the way back."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kasch_site.common import clock
from kasch_site.common.forms import guard
from kasch_site.common.models import KeptUpload, RateLimitCount
from newspaper.contributions import photos
from newspaper.contributions.photos import Photo
from newspaper.models import Contribution, Paper
from tests.newspaper.contributions.samples import photo_file
from tests.support.browser.markup import parse

pytestmark = pytest.mark.django_db
CONTRIBUTE = "/zeitung/mitschreiben/"
LETTER, ARTICLE, PHOTO, OLD = (f"{CONTRIBUTE}{name}/" for name in ("leserbrief", "artikel", "foto", "alte-ausgabe"))
PERSON = {"name": "Ada Schreibt", "contact": "ada@example.org"}
PRINTED = {**PERSON, "byline": "print_name", "age": "old_enough"}
FILLED = {
    LETTER: {**PRINTED, "text": "Die Bank am Park fehlt."},
    ARTICLE: {**PRINTED, "title": "Das Fest", "text": "Es war schön."},
    PHOTO: {**PRINTED, "text": "Das Fest am Park.", "rights": "on", "people": "on"},
    OLD: {**PERSON, "title": "2/2026"},
}


@pytest.fixture(autouse=True)
def now(house, time_machine):
    moment = clock.local(clock.today()) + timedelta(hours=10)
    time_machine.move_to(moment)
    return moment


@pytest.fixture
def without_photo_process(monkeypatch):
    """Clean photos without a process of their own; `test_photos` tries that."""
    monkeypatch.setattr(photos, "read", lambda upload: Photo(upload.read(), "image/jpeg", 80, 60))


def file(name="IMG_0815.HEIC", content=None):
    return SimpleUploadedFile(name, content or photo_file(), content_type="image/heic")


@pytest.fixture
def send(client, time_machine):
    """Return a function that opens a form, fills it in and sends it."""

    def fill_in(address, **form_data):
        page = client.get(address).content.decode()
        token = re.search(rf'name="{guard.TOKEN}" value="([^"]+)"', page)[1]
        time_machine.shift(10)
        return client.post(address, {guard.TOKEN: token, **FILLED[address], **form_data})

    return fill_in


def errors(response):
    """Return the names of the fields with an error, and check that nothing was sent."""
    assert response.status_code == 422 and not Contribution.objects.exists()
    return [each["id"].removeprefix("id_").removesuffix("_error") for each in parse(response).all(class_="mistake")]


def test_the_page_lists_what_can_be_sent_and_the_deadline(client):
    day = clock.today() + timedelta(days=9)
    Paper(name="Der Anzeiger", letter_words=123, next_deadline=day).save()
    text = client.get(CONTRIBUTE).content.decode()
    assert "123 Wörter" in text and f"{day:%Y}." in text
    assert all(address in text for address in (LETTER, ARTICLE, PHOTO, OLD))


def test_a_deadline_that_is_over_is_not_shown(client):
    Paper(next_deadline=clock.today() - timedelta(days=1)).save()
    assert "Redaktionsschluss" not in client.get(CONTRIBUTE).content.decode() + client.get(LETTER).content.decode()


@pytest.mark.parametrize("address", FILLED)
def test_each_form_redirects_to_the_own_page(client, send, without_photo_process, address):
    files = {"photo_1": file()} if address == PHOTO else {}
    response = send(address, **files)
    contribution = Contribution.objects.get()
    page = client.get(response["Location"]).content.decode()
    assert "Ihre Post ist bei uns" in page and str(contribution) in page


def test_the_way_back_with_code_and_letters(client, send):
    send(LETTER)
    code = str(Contribution.objects.get())
    response = client.post("/zeitung/meine-post/", {"code": code, "letters": "Sch"})
    assert "Die Bank am Park fehlt." in client.get(response["Location"]).content.decode()
    assert client.post("/zeitung/meine-post/", {"code": code, "letters": "Xyz"}).status_code == 422


def test_an_invalid_link_is_explained(client):
    assert "Dieser Link gilt nicht mehr" in client.get("/zeitung/meine-post/gibt-es-nicht/").content.decode()


def test_the_gap_fills_in_the_old_issue(client, send):
    page = parse(client.get(f"{OLD}?ausgabe=2/2026"))
    assert page.one("input", name="title")["value"] == "2/2026"
    send(OLD, title="2/2026")
    row = Contribution.objects.get()
    assert (row.issue_number, row.issue_year) == (2, 2026)


@pytest.mark.parametrize("form_data", ["die vom Sommer 1999", "99/1999 oder so", "2/1066", "61/2026"])
def test_an_old_issue_without_a_number_is_described_in_words(send, form_data):
    send(OLD, title=form_data)
    row = Contribution.objects.get()
    assert (row.title, row.issue_number) == (form_data, None)


@pytest.mark.parametrize(
    ("address", "form_data", "wrong"),
    [
        (LETTER, {"text": ""}, ["text"]),
        (LETTER, {"text": "Wort " * 201}, ["text"]),
        (LETTER, {"byline": "", "age": "", "name": "", "contact": ""}, ["byline", "name", "contact", "age"]),
        (LETTER, {"age": "minor"}, ["guardian"]),
        (LETTER, {"age": "minor", "text": "Wort " * 201, "byline": ""}, ["text", "byline", "guardian"]),
        (PHOTO, {"rights": "", "text": ""}, ["photo_1", "text", "rights"]),
        (OLD, {"title": "eine alte"}, ["title"]),
    ],
)
def test_every_mistake_is_beside_its_field_and_nothing_typed_is_lost(send, address, form_data, wrong):
    form_data = {name: value for name, value in form_data.items() if value} | {
        name: "" for name, value in form_data.items() if not value
    }
    response = send(address, **form_data)
    assert errors(response) == wrong
    page = response.content.decode()
    kept = {**FILLED[address], **form_data}
    assert all(kept[name].strip() in page for name in ("name", "contact", "title", "text") if kept.get(name))


@pytest.mark.parametrize("address", [LETTER, ARTICLE])
def test_a_letter_or_an_article_with_a_photo_needs_its_consents(send, without_photo_process, address):
    assert errors(send(address, photo_1=file())) == ["rights", "people"]
    response = send(address, photo_1=file(), rights="on", people="on", internet="on")
    assert response.status_code == 302
    keys = [consent.key for consent in Contribution.objects.get().consents.all()]
    assert keys == ["print_name", "internet", "people", "rights"]


def test_the_error_summary_has_a_distinct_sentence_for_each_field_in_order(send, without_photo_process):
    page = parse(send(ARTICLE, photo_1=file(), title="", name="", byline=""))
    listed = [each["href"] for each in page.one(class_="error-summary").all("a")]
    assert listed == [f"#id_{name}" for name in ("title", "rights", "people", "byline_0", "name")]
    assert len({each.text for each in page.one(class_="error-summary").all("a")}) == len(listed)


def test_a_child_names_a_consenting_parent(send):
    send(LETTER, age="minor", guardian="Eva Schreibt, 0371 55")
    row = Contribution.objects.get()
    assert row.guardian and row.consents.filter(key="guardian").exists()


def test_a_guardian_of_a_grown_up_is_not_stored(send):
    send(LETTER, guardian="Eva Schreibt")
    assert Contribution.objects.get().guardian == ""


def resubmit(client, response, address, **form_data):
    """Send the form of a page again as the browser fills it in, without choosing the file."""
    hidden = {each["name"]: each["value"] for each in parse(response).all("input", type="hidden")}
    return client.post(address, {**hidden, **FILLED[address], **form_data})


def test_a_chosen_photo_survives_a_mistake_in_another_field(client, send, without_photo_process):
    response = send(PHOTO, photo_1=file(), text="")
    assert "IMG_0815.HEIC" in parse(response).one(class_="kept-file").text
    assert "text" in errors(response)
    second = resubmit(client, response, PHOTO, name="")
    assert errors(second) == ["name"]
    assert resubmit(client, second, PHOTO).status_code == 302
    assert Contribution.objects.get().files.count() == 1 and not KeptUpload.objects.exists()


def test_a_photo_of_another_form_is_not_found(client, send, without_photo_process):
    token = parse(send(PHOTO, photo_1=file(), text="")).one("input", name="_kept-photo_1")["value"]
    assert "photo_1" in errors(send(PHOTO, **{"_kept-photo_1": token}))


def test_a_file_that_is_no_photo_is_refused_beside_its_field_and_not_kept(send):
    response = send(PHOTO, photo_1=file("brief.pdf", b"%PDF-1.7"))
    assert errors(response) == ["photo_1"] and "PDF" in response.content.decode()
    assert not KeptUpload.objects.exists()


def test_over_the_limit_no_photo_is_opened_and_what_was_typed_stays(send, monkeypatch):
    RateLimitCount.objects.all().delete()
    send(LETTER)
    RateLimitCount.objects.update(count=1_000_000)
    monkeypatch.setattr(photos, "read", lambda upload: pytest.fail("it was opened"))
    response = send(PHOTO, photo_1=file())
    assert response.status_code == 429 and "Das Fest am Park." in response.content.decode()


def test_two_different_photos_sent_with_one_form_are_two_contributions(client, without_photo_process, time_machine):
    page = parse(client.get(PHOTO))
    token = {guard.TOKEN: page.one("input", name=guard.TOKEN)["value"]}
    time_machine.shift(10)
    for width in (80, 80, 90):
        submit = {**token, **FILLED[PHOTO], "photo_1": file(content=photo_file("JPEG", width))}
        assert client.post(PHOTO, submit).status_code == 302
    assert Contribution.objects.count() == 2


def test_everything_is_withdrawn_after_a_question(client, send):
    own = send(LETTER)["Location"]
    assert "Alles zurückziehen?" in client.get(f"{own}zurueckziehen/").content.decode()
    assert Contribution.objects.get().state == "received"
    client.post(f"{own}zurueckziehen/")
    assert Contribution.objects.get().state == "withdrawn"
    assert "Zurückgezogen" in client.get(own).content.decode()


def test_one_consent_is_withdrawn_after_a_question(client, send):
    own = send(LETTER, internet="on")["Location"]
    question = f"{own}einwilligung/internet/"
    assert question in client.get(own).content.decode()
    assert "auch im Internet zeigen" in client.get(question).content.decode()
    client.post(question)
    page = parse(client.get(own))
    assert "auch im Internet zeigen" in page.one("s").text and Contribution.objects.get().state == "received"
    assert client.get(f"{own}einwilligung/people/").status_code == 404


@pytest.mark.parametrize("part", ["", "zurueckziehen/", "einwilligung/print_name/"])
def test_own_pages_are_stored_and_indexed_nowhere(client, send, part):
    own = send(LETTER)["Location"]
    response = client.get(own + part)
    assert "no-store" in response["Cache-Control"] and response["X-Robots-Tag"] == "noindex"


def test_the_forms_need_few_queries(client, django_assert_max_num_queries):
    for address in (CONTRIBUTE, *FILLED):
        client.get(address)
        with django_assert_max_num_queries(10):
            client.get(address)
