"""The house's records in the admin."""

from datetime import date, time

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.house.models import (
    ClosingDay,
    ContactPerson,
    Funder,
    House,
    Language,
    OpeningHours,
    OtherHours,
    PublicHoliday,
    Room,
    SchoolHoliday,
    SectionAppearance,
)

MODELS = [
    "room",
    "language",
    "sectionappearance",
    "contactperson",
    "funder",
    "openinghours",
    "closingday",
    "otherhours",
    "schoolholiday",
    "publicholiday",
]
ENGLISH = ["Please", "This field", "Select", "Save and", "Add ", "Change ", "Delete", "Constraint"]


@pytest.fixture
def staff(client, django_user_model):
    """Log in a user with that role only."""

    def log_in(role):
        user = django_user_model.objects.create_user(f"{role.lower()}", is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        return client

    return log_in


@pytest.fixture
def lead(staff):
    return staff(LEAD)


HOUSE = {
    "name": "Haus am Platz",
    "short_name": "Haus",
    "operator": "Verein e.V.",
    "street": "Am Platz 7",
    "postal_code": "01234",
    "city": "Ort",
    "federal_state": "SN",
    "time_zone": "Europe/Berlin",
    **{f"map_{rows}-{form}_FORMS": "0" for rows in ("lines", "places") for form in ("TOTAL", "INITIAL")},
}


@pytest.fixture
def records(house):
    """Create one record of each model."""
    Room.objects.create(name="Saal", floor="Erdgeschoss", places=40)
    Language.objects.create(code="uk", name="Ukrainisch")
    SectionAppearance.objects.create(key="events", name="Termine", colour_light="#b63a1b", colour_dark="#ff8a66")
    ContactPerson.objects.create(name="Beispielperson", tasks="Fragen")
    Funder.objects.create(name="Beispielförderer")
    OpeningHours.objects.create(weekday=1, opens=time(9), closes=time(18), valid_from=date(2026, 1, 1))
    SchoolHoliday.objects.create(name="Ferien", first_day=date(2026, 12, 23), last_day=date(2027, 1, 2))
    OtherHours.objects.create(
        name="Markt", first_day=date(2026, 12, 5), last_day=date(2026, 12, 5), opens=time(14), closes=time(0)
    )
    PublicHoliday.objects.create(name="Neujahr", first_day=date(2027, 1, 1), last_day=date(2027, 1, 1), made_for="SN")


@pytest.mark.parametrize("model", MODELS)
def test_lists_and_forms_are_displayed_in_german(lead, records, model):
    for page in ("changelist", "add"):
        response = lead.get(reverse(f"admin:house_{model}_{page}"))
        assert response.status_code == 200
        assert not [word for word in ENGLISH if word in response.text]
        assert "style=" not in response.text


@pytest.mark.parametrize("model", MODELS)
def test_an_empty_form_is_refused_in_german(lead, records, model):
    response = lead.post(reverse(f"admin:house_{model}_add"), {})
    assert response.status_code == 200
    assert response.context["adminform"].form.errors
    assert not [word for word in ENGLISH if word in response.text]


@pytest.mark.parametrize("model", MODELS)
def test_malformed_urls_and_searches_do_not_fail(lead, records, model):
    changelist = reverse(f"admin:house_{model}_changelist")
    for query in ("?q=%25", "?p=99999", "?o=77"):
        assert lead.get(changelist + query).status_code == 200, query
    assert lead.get(f"{changelist}?q=%00").status_code == 400
    for query in ("?weekday__exact=x", "?first_day__gte=x"):
        assert lead.get(changelist + query).url == f"{changelist}?e=1", query
    has_filter = model in ("closingday", "otherhours", "publicholiday", "schoolholiday")
    odd = lead.get(f"{changelist}?zeit=quatsch")
    assert odd.status_code == 200 if has_filter else odd.url == f"{changelist}?e=1"
    assert lead.get(f"{changelist}keine-zahl/change/").status_code == 302


def test_creating_the_house_records_its_holidays(lead, db):
    assert lead.get(reverse("admin:house_house_changelist")).url == reverse("admin:house_house_add")
    response = lead.post(reverse("admin:house_house_add"), HOUSE, follow=True)
    house = House.objects.get()
    assert house.name == "Haus am Platz"
    assert "Die gesetzlichen Feiertage in Sachsen sind eingetragen." in response.text
    assert PublicHoliday.objects.filter(name="Buß- und Bettag").count() == 5
    assert response.redirect_chain[-1][0] == reverse("admin:house_house_change", args=[1])


def test_a_change_of_the_state_previews_added_and_removed_holidays(lead, db, time_machine):
    time_machine.move_to("2026-11-22T12:00:00+00:00")
    lead.post(reverse("admin:house_house_add"), HOUSE)
    address = reverse("admin:house_house_change", args=[1])
    text = lead.post(address, {**HOUSE, "federal_state": "BY"}, follow=True).text
    assert "Feiertag wird: Heilige Drei Könige (Mi, 6. Januar 2027)" in text
    assert (
        "Kein Feiertag mehr: Reformationstag (So, 31. Oktober 2027), Buß- und Bettag (Mi, 17. November 2027)." in text
    )
    assert "Heute Nacht richten sich die Serien danach" in text
    assert "Neujahr" not in text
    assert "Heute Nacht" not in lead.post(address, {**HOUSE, "federal_state": "BY", "name": "Anders"}, follow=True).text


def test_the_list_of_houses_redirects_to_the_house(lead, house):
    assert lead.get(reverse("admin:house_house_changelist")).url == reverse("admin:house_house_change", args=[1])
    assert lead.get(reverse("admin:house_house_add")).status_code == 403
    assert lead.post(reverse("admin:house_house_delete", args=[1]), {"post": "yes"}).status_code == 403


def test_another_state_has_other_holidays(lead, house):
    change = reverse("admin:house_house_change", args=[1])
    lead.post(change, HOUSE)
    lead.post(change, HOUSE | {"federal_state": "TH"})
    assert not PublicHoliday.objects.filter(name="Buß- und Bettag").exists()
    assert PublicHoliday.objects.filter(name="Weltkindertag").count() == 5


@pytest.mark.parametrize(
    ("written", "stored"), [("50,8402", "50.840200"), ("50.840212345", "50.840212"), (" 50,8402° ", "50.840200")]
)
def test_coordinates_are_accepted_as_people_copy_them(lead, house, written, stored):
    lead.post(reverse("admin:house_house_change", args=[1]), HOUSE | {"latitude": written, "longitude": "12,9"})
    house.refresh_from_db()
    assert str(house.latitude) == stored


@pytest.mark.parametrize("written", ["91", "1e30", "NaN", "Infinity", "50 Grad", "-", "9" * 400])
def test_an_invalid_latitude_is_refused_and_does_not_fail(lead, house, written):
    response = lead.post(
        reverse("admin:house_house_change", args=[1]), HOUSE | {"latitude": written, "longitude": "12"}
    )
    assert "latitude" in response.context["adminform"].form.errors


def test_a_mail_provider_as_sender_is_refused_in_the_form(lead, house):
    response = lead.post(reverse("admin:house_house_change", args=[1]), HOUSE | {"sender_email": "haus@web.de"})
    assert "nimmt kaum jemand vom Server der Website an" in response.text


def test_a_pale_colour_is_refused_in_the_form(lead, db):
    data = {"key": "events", "name": "Termine", "colour_light": "#ffffff", "colour_dark": "#ffffff"}
    response = lead.post(reverse("admin:house_sectionappearance_add"), data)
    assert "auf hellem Grund zu blass" in response.text
    assert not SectionAppearance.objects.exists()


def test_only_existing_sections_can_have_a_sign(lead, db):
    data = {"key": "kellerbar", "name": "Kellerbar", "colour_light": "#000000", "colour_dark": "#ffffff"}
    assert lead.post(reverse("admin:house_sectionappearance_add"), data).status_code == 200
    lead.post(reverse("admin:house_sectionappearance_add"), data | {"key": "events"})
    assert SectionAppearance.objects.get().key == "events"


def test_a_sign_of_a_missing_section_keeps_its_key(lead, db):
    appearance = SectionAppearance.objects.create(
        key="library", name="Bücher", colour_light="#6a2c63", colour_dark="#d79ad0"
    )
    data = {"key": "library", "name": "Bibliothek", "colour_light": "#6a2c63", "colour_dark": "#d79ad0"}
    assert lead.post(reverse("admin:house_sectionappearance_change", args=[appearance.pk]), data).status_code == 302
    appearance.refresh_from_db()
    assert (appearance.key, appearance.name) == ("library", "Bibliothek")


def test_a_single_day_needs_only_one_date(lead, db):
    lead.post(reverse("admin:house_schoolholiday_add"), {"name": "Freier Tag", "first_day": "15.05.2026"})
    school_holiday = SchoolHoliday.objects.get()
    assert school_holiday.first_day == school_holiday.last_day == date(2026, 5, 15)


def test_public_holidays_can_be_viewed_but_not_changed(lead, records):
    holiday = PublicHoliday.objects.get()
    change = reverse("admin:house_publicholiday_change", args=[holiday.pk])
    assert "gesetzlich in Sachsen" in lead.get(reverse("admin:house_publicholiday_changelist")).text
    assert lead.get(change).status_code == 200
    assert lead.post(change, {"name": "Anders", "first_day": "01.01.2027"}).status_code == 403
    assert lead.post(reverse("admin:house_publicholiday_delete", args=[holiday.pk]), {"post": "yes"}).status_code == 403
    selected = {"action": "delete_selected", "_selected_action": [holiday.pk], "post": "yes"}
    lead.post(reverse("admin:house_publicholiday_changelist"), selected)
    assert PublicHoliday.objects.filter(pk=holiday.pk).exists()


def test_a_local_holiday_is_entered_manually_and_can_be_deleted(lead, db):
    lead.post(reverse("admin:house_publicholiday_add"), {"name": "Friedensfest", "first_day": "08.08.2027"})
    own = PublicHoliday.objects.get()
    assert own.made_for == ""
    lead.post(reverse("admin:house_publicholiday_delete", args=[own.pk]), {"post": "yes"})
    assert not PublicHoliday.objects.exists()


def test_a_duplicate_day_is_refused_with_a_message(lead, records):
    data = {"name": "Ferien", "first_day": "23.12.2026", "last_day": "24.12.2026"}
    response = lead.post(reverse("admin:house_schoolholiday_add"), data)
    assert "Das ist für diesen Tag schon eingetragen." in response.text


def test_lists_show_future_days_unless_filtered(staff, records, time_machine):
    time_machine.move_to("2026-12-30T12:00+01:00")
    lead = staff(LEAD)
    changelist = reverse("admin:house_otherhours_changelist")
    assert "Markt" not in lead.get(changelist).text
    assert "Markt" in lead.get(changelist, {"zeit": "vorbei"}).text
    assert "Markt" in lead.get(changelist, {"zeit": "alle"}).text
    assert "14–24 Uhr" in lead.get(changelist, {"zeit": "alle"}).text


def test_editors_manage_special_days_and_nothing_else_of_the_house(staff, house):
    editors = staff(EDITORS)
    for model in ("closingday", "otherhours", "schoolholiday", "publicholiday"):
        assert editors.get(reverse(f"admin:house_{model}_add")).status_code == 200
    for model in ("house", "sectionappearance", "contactperson", "funder", "openinghours"):
        assert editors.get(reverse(f"admin:house_{model}_changelist")).status_code == 403
        assert editors.get(reverse(f"admin:house_{model}_add")).status_code == 403


@pytest.mark.parametrize(
    ("opens", "closes", "is_refused"),
    [("09:00", "08:00", True), ("07:59", "00:00", True), ("08:00", "00:00", False), ("18:00", "01:00", False)],
)
@pytest.mark.parametrize("model", ["otherhours", "openinghours"])
def test_implausibly_long_hours_are_refused_with_a_message(lead, model, opens, closes, is_refused):
    data = {"name": "Fest", "first_day": "2026-12-05", "weekday": "1", "opens": opens, "closes": closes}
    response = lead.post(reverse(f"admin:house_{model}_add"), data)
    assert response.status_code == (200 if is_refused else 302)
    assert ("Das wären mehr als 16 Stunden am Stück. Bitte prüfen Sie" in response.text) == is_refused


def test_deleting_a_closing_day_previews_restored_dates(lead):
    day = date(2026, 12, 17)
    closing = ClosingDay.objects.create(name="Putztag", first_day=day, last_day=day)
    chosen = {"action": "delete_selected", "_selected_action": [closing.pk]}
    changelist = reverse("admin:house_closingday_changelist")
    for confirmation in (
        lead.get(reverse("admin:house_closingday_delete", args=[closing.pk])),
        lead.post(f"{changelist}?zeit=alle", chosen),
    ):
        assert "Termine aus Serien finden dann wieder statt." in confirmation.text


def test_buttons_start_with_a_capital_letter(lead):
    page = lead.get(reverse("admin:house_otherhours_changelist")).text
    assert 'class="addlink">Abweichende Öffnungszeit hinzufügen</a>' in page
