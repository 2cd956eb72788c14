"""Properties of every form: associated labels, helpful errors, preserved input."""

import unicodedata

import pytest
from crispy_forms.layout import HTML, ButtonHolder, Column, Div, Field, Fieldset, Hidden, Layout, Row, Submit
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import formset_factory
from django.template import engines
from hypothesis import given
from hypothesis import strategies as st

from kasch_site.common.forms.base import (
    AccessibleForm,
    EmailField,
    LineField,
    NameField,
    PhoneField,
    TextField,
    visible,
)
from tests.support.browser.markup import parse


class VisitForm(AccessibleForm):
    """A form with one field of every kind."""

    name = NameField(label="Ihr Name", help_text="So sprechen wir Sie an.")
    day = forms.ChoiceField(
        label="Welcher Tag?", choices=[("mo", "Montag"), ("di", "Dienstag")], widget=forms.RadioSelect
    )
    offers = forms.MultipleChoiceField(
        label="Was möchten Sie?",
        help_text="Mehreres ist möglich.",
        choices=[(1, "Kaffee"), (2, "Rat")],
        widget=forms.CheckboxSelectMultiple,
    )
    room = forms.ChoiceField(label="Raum", choices=[("", "Bitte wählen"), ("saal", "Saal")])
    agrees = forms.BooleanField(label="Ich bin einverstanden.")
    words = TextField(label="Nachricht", max_length=20, help_text="In Ihren Worten.", required=False)
    email = EmailField(label="E-Mail", required=False)
    phone = PhoneField(label="Telefon", required=False)
    moment = forms.SplitDateTimeField(label="Wann genau?", required=False)
    picture = forms.FileField(label="Bild", required=False)
    secret = forms.IntegerField(label="geheim", required=False, widget=forms.HiddenInput)


GOOD = {"name": "Ada", "day": "mo", "offers": ["1"], "room": "saal", "agrees": "on"}


def rendered(form, source="{% crispy form %}", **context):
    template = engines["django"].from_string("{% load crispy_forms_tags %}" + source)
    return parse(template.render({"form": form, **context}))


def by_id(page, name):
    return page.one(id=name)


def test_label_hint_and_error_are_associated_with_the_field_in_that_order():
    page = rendered(VisitForm({}))
    name = by_id(page, "id_name")
    assert page.one("label", for_="id_name").text == "Ihr Name"
    hint, mistake = name["aria-describedby"].split()
    assert by_id(page, hint).text == "So sprechen wir Sie an."
    assert by_id(page, mistake).text == "Fehler: Füllen Sie das Feld „Ihr Name“ aus."
    assert name["aria-invalid"] == "true"


def test_a_field_without_error_is_described_by_its_hint_only():
    page = rendered(VisitForm())
    assert by_id(page, "id_name")["aria-describedby"] == "id_name_helptext"
    assert "aria-describedby" not in by_id(page, "id_room").attrs
    assert not page.all(aria_invalid=True)
    assert not page.all(class_="error-summary")


def test_the_error_summary_is_announced_focused_and_links_to_fields_in_form_order():
    form = VisitForm({"email": "ada", "words": "x" * 30})
    form.add_error(None, "Heute ist geschlossen.")
    summary = rendered(form).one(role="alert")
    assert (summary["tabindex"], summary["autofocus"]) == ("-1", "")
    assert summary.one("h2")["id"] == summary["aria-labelledby"]
    lines = [(line.text, [link["href"] for link in line.all("a")]) for line in summary.all("li")]
    assert lines == [
        ("Heute ist geschlossen.", []),
        ("Füllen Sie das Feld „Ihr Name“ aus.", ["#id_name"]),
        ("Wählen Sie bei „Welcher Tag?“ etwas aus.", ["#id_day_0"]),
        ("Wählen Sie bei „Was möchten Sie?“ etwas aus.", ["#id_offers_0"]),
        ("Wählen Sie bei „Raum“ etwas aus.", ["#id_room"]),
        ("Setzen Sie das Häkchen bei „Ich bin einverstanden.“.", ["#id_agrees"]),
        (
            "Bitte kürzen Sie „Nachricht“: Höchstens 20 Zeichen sind möglich, es sind jetzt 30.",
            ["#id_words"],
        ),
        (
            "Schreiben Sie die E-Mail-Adresse vollständig, zum Beispiel so: name@beispiel.de",
            ["#id_email"],
        ),
    ]


def test_each_link_of_the_error_summary_has_exactly_one_target():
    page = rendered(VisitForm({"email": "ada", "moment_0": "gestern", "phone": "?"}))
    for link in page.one(role="alert").all("a"):
        assert by_id(page, link["href"].removeprefix("#")).tag in {"input", "select", "textarea"}


def test_the_error_summary_repeats_the_messages_of_the_fields():
    page = rendered(VisitForm({}))
    at_fields = [mistake.text.removeprefix("Fehler: ") for mistake in page.all(class_="mistake")]
    assert at_fields == [line.text for line in page.one(role="alert").all("li")]


def test_an_error_in_a_hidden_field_is_in_the_summary_without_a_link():
    page = rendered(VisitForm({**GOOD, "secret": "x"}))
    line = page.one(role="alert").one("li")
    assert line.text
    assert not line.all("a")


def test_ids_are_unique():
    page = rendered(VisitForm({}))
    ids = [element["id"] for element in page if "id" in element.attrs]
    assert len(ids) == len(set(ids))


def test_optional_fields_are_labelled_and_nothing_has_an_asterisk():
    page = rendered(VisitForm())
    assert page.one("label", for_="id_words").text == "Nachricht (freiwillig)"
    assert page.one("label", for_="id_name").text == "Ihr Name"
    assert "*" not in page.text
    assert not page.all(required=True)
    assert "novalidate" in page.one("form").attrs


@pytest.mark.parametrize(("field", "kind"), [("day", "radio"), ("offers", "checkbox")])
def test_choices_are_a_group_with_a_legend_and_a_label_each(field, kind):
    page = rendered(VisitForm({"day": "?", "offers": ["9"]}))
    first = by_id(page, f"id_{field}_0")
    group = next(element for element in first.ancestors if element.tag == "fieldset")
    assert group.one("legend").text in {"Welcher Tag?", "Was möchten Sie?"}
    assert f"id_{field}_error" in group["aria-describedby"].split()
    for choice in group.all("input", type=kind):
        assert group.one("label", for_=choice["id"]).text
        # A single choice is not wrong, the group is.
        assert "aria-invalid" not in choice.attrs


def test_selected_choices_stay_selected():
    page = rendered(VisitForm({"day": "di", "offers": ["1", "2"], "room": "saal", "agrees": "on"}))
    assert "checked" in by_id(page, "id_day_1").attrs
    assert "checked" not in by_id(page, "id_day_0").attrs
    assert all("checked" in choice.attrs for choice in page.all("input", name="offers"))
    assert by_id(page, "id_room").one("option", selected=True)["value"] == "saal"
    assert "checked" in by_id(page, "id_agrees").attrs


def test_no_input_is_lost_however_invalid_it_is():
    typed = "<b>„zu lang“</b> & mehr als 20 Zeichen 👩‍👩‍👧 שלום"
    page = rendered(VisitForm({"name": typed, "words": typed, "email": "keine@", "phone": "ruf mich an"}))
    assert by_id(page, "id_name")["value"] == typed
    assert by_id(page, "id_words").text == typed
    assert by_id(page, "id_email")["value"] == "keine@"
    assert by_id(page, "id_phone")["value"] == "ruf mich an"
    assert not page.all("b")


def test_the_browser_does_not_truncate_text_and_the_hint_states_the_limit():
    page = rendered(VisitForm())
    assert not page.all(maxlength=True)
    assert by_id(page, "id_words_helptext").text == "In Ihren Worten. Höchstens 20 Zeichen."


def test_a_line_break_counts_as_one_character():
    form = VisitForm({**GOOD, "words": "\r\n".join("abcdefghij")})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["words"] == "\n".join("abcdefghij")


def test_a_single_line_field_stays_on_one_line():
    form = VisitForm({**GOOD, "name": "Ada\r\nBcc: alle"})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Ada Bcc: alle"


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("name", {"autocomplete": "name", "type": "text", "dir": "auto"}),
        ("email", {"autocomplete": "email", "type": "email", "inputmode": "email", "dir": "ltr"}),
        ("phone", {"autocomplete": "tel", "type": "tel", "inputmode": "tel", "dir": "ltr"}),
    ],
)
def test_fields_have_autocomplete_attributes(field, expected):
    control = by_id(rendered(VisitForm()), f"id_{field}")
    assert {name: control.get(name) for name in expected} == expected


@pytest.mark.parametrize("number", ["01234 567890", "+49 (0)1234/5678-90", "110 110", "01234.5678"])
def test_a_phone_number_may_be_written_in_any_notation(number):
    assert VisitForm({**GOOD, "phone": number}).is_valid()


@pytest.mark.parametrize("number", ["٠٣٧١ ٥٥٥١", "０３７１ ５５５１", "०३७१ ५५५१"])
def test_digits_of_every_script_become_ascii_digits(number):
    form = VisitForm({**GOOD, "phone": number})
    assert form.is_valid()
    assert form.cleaned_data["phone"] == "0371 5551"


@pytest.mark.parametrize("number", ["0371\u20105551", "0371\u20115551", "0371\u22125551", "0371\u200e-5551"])
def test_dashes_and_format_characters_in_a_number_are_ignored(number):
    form = VisitForm({**GOOD, "phone": number})
    assert form.is_valid()
    assert form.cleaned_data["phone"] == "0371-5551"


@pytest.mark.parametrize("number", ["12", "ruf an", "0123 456 oder abends", "1" * 16, "+", "0176 12"])
def test_an_invalid_phone_number_is_refused_with_a_message(number):
    form = VisitForm({**GOOD, "phone": number})
    assert form.errors["phone"][0].startswith("Schreiben Sie die Telefonnummer mit Vorwahl")


@pytest.mark.parametrize("number", ["110", "0800", "0371 55", "+49 176 12", "0049 371 55", "+43 1", "00000000"])
def test_a_number_that_is_too_short_to_be_called_is_refused(number):
    assert not VisitForm({**GOOD, "phone": number}).is_valid()


@pytest.mark.parametrize(
    "number", ["33 50 520", "0371 5551", "+49 (0)371 5551", "0176 12345678", "+43 1 58858", "0048 22 1234567"]
)
def test_numbers_of_the_town_and_of_other_countries_are_accepted(number):
    assert VisitForm({**GOOD, "phone": number}).is_valid()


@pytest.mark.parametrize(
    "name",
    ["Gewinn auf http://evil.example", "www.evil.example", "evil.example/x", "Evil.Com", "ada@example.org"],
)
def test_a_name_cannot_contain_a_link(name):
    form = VisitForm({**GOOD, "name": name})
    assert form.errors["name"] == ["Schreiben Sie hier nur den Namen, ohne Internet- oder E-Mail-Adresse."]


@pytest.mark.parametrize(
    "name",
    ["Fr.Weber", "Dr. med. A. Li", "J. de Vries", "Anna/Ben", "Ada B.", "St.Georg e.V."],
)
def test_a_name_may_contain_full_stops(name):
    assert VisitForm({**GOOD, "name": name}).is_valid()


@pytest.mark.parametrize("name", ["preis.at", "evil.co.uk", "Gratis bei bit.do", "ｅｖｉｌ．at", "Dr.evil.at"])
def test_a_name_cannot_contain_a_domain_of_any_country(name):
    assert VisitForm({**GOOD, "name": name}).errors["name"]


@pytest.mark.parametrize("name", ["Dr.de Vries", "Prof.Dr.De Wit", "J.de Vries", "Hr.Li", "Dipl.Ing.Weber", "Li 2"])
def test_titles_and_initials_are_names(name):
    assert VisitForm({**GOOD, "name": name}).is_valid()


@pytest.mark.parametrize("name", ["rufen Sie 0900 1234567", "0900/12-345", "٠٩٠٠١٢٣٤"])
def test_a_name_cannot_contain_a_phone_number(name):
    form = VisitForm({**GOOD, "name": name})
    assert form.errors["name"] == ["Schreiben Sie hier nur den Namen, ohne Telefonnummer."]


def test_a_form_with_a_file_field_is_multipart():
    assert rendered(VisitForm()).one("form")["enctype"] == "multipart/form-data"
    form = VisitForm(GOOD, {"picture": SimpleUploadedFile("a.txt", b"")})
    assert list(form.errors) == ["picture"]


def test_a_field_of_several_inputs_is_a_group():
    page = rendered(VisitForm({"moment_0": "gestern", "moment_1": ""}))
    first = by_id(page, "id_moment_0")
    group = next(element for element in first.ancestors if element.tag == "fieldset")
    assert group.one("legend").text == "Wann genau? (freiwillig)"


def test_explicit_attributes_of_a_form_are_not_changed():
    class Own(AccessibleForm):
        name = LineField(label="Name", error_messages={"required": "Wie heißen Sie?"})

    assert Own({}).errors["name"] == ["Wie heißen Sie?"]


def test_a_percent_sign_in_a_label_is_a_percent_sign():
    class Own(AccessibleForm):
        share = LineField(label="100 % sicher?", max_length=2)

    assert Own({"share": "abc"}).errors["share"][0].startswith("Bitte kürzen Sie „100 % sicher?“: Höchstens 2")


def test_grouped_fields_are_rendered_by_our_template_pack():
    class Grouped(AccessibleForm):
        name = NameField(label="Ihr Name", required=False)
        email = EmailField(label="E-Mail", required=False)
        phone = PhoneField(label="Telefon", required=False)

        def layout(self):
            return Layout(
                Fieldset(
                    "Über Sie", Row(Column("name"), Column(Field("email", wrapper_class="breit"))), css_id="person"
                ),
                Div("phone", HTML("<p>Oder kommen Sie vorbei.</p>"), css_class="kasten"),
                ButtonHolder(Hidden("step", "2"), Submit("later", "Später")),
            )

    page = rendered(Grouped({"email": "x"}))
    group = page.one("fieldset", id="person")
    assert group.one("legend").text == "Über Sie"
    assert group.one("input", name="email")["aria-describedby"] == "id_email_error"
    assert page.one(class_="breit").one("label", for_="id_email")
    assert page.one(class_="kasten").text == "Telefon (freiwillig) Oder kommen Sie vorbei."
    assert page.one("input", name="step")["value"] == "2"
    assert [button.text for button in page.all("button", type="submit")] == ["Später", "Absenden"]
    assert page.one(role="alert")


def test_several_forms_of_a_formset_have_one_summary():
    formset = formset_factory(VisitForm, extra=2)(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-name": "Ada", "form-1-name": "Bo"}
    )
    formset.helper = VisitForm().helper
    page = rendered(formset)
    links = [link["href"] for link in page.one(role="alert").all("a")]
    assert links[0] == "#id_form-0-day_0"
    assert "#id_form-1-room" in links
    assert page.one("input", name="form-TOTAL_FORMS")["value"] == "2"
    assert len(page.all("form")) == 1


def test_a_form_without_its_form_tag_and_a_single_field_can_be_rendered():
    page = rendered(VisitForm({}), "{{ form|crispy }}")
    assert not page.all("form")
    assert page.one(role="alert")
    alone = rendered(VisitForm({}), "{{ form.name|as_crispy_field }}")
    assert by_id(alone, "id_name")["aria-invalid"] == "true"
    assert alone.one(class_="mistake")


def test_a_form_contains_the_csrf_token(rf):
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form %}")
    page = parse(template.render({"form": VisitForm()}, rf.get("/")))
    assert page.one("input", name="csrfmiddlewaretoken")["value"]


@given(st.text())
def test_any_input_is_accepted_or_refused_with_a_message(text):
    form = VisitForm({**GOOD, "name": text, "words": text, "email": text, "phone": text})
    rendered(form)
    if form.is_valid():
        taken = form.cleaned_data["words"] + form.cleaned_data["name"]
        assert not any(unicodedata.category(character) == "Cs" for character in taken)
        assert "\0" not in taken
        taken.encode()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Tür\0 klemmt", "Tür klemmt"),
        ("gnp.\u202etxt", "gnp.txt"),
        ("\ud83d halb", " halb"),
        ("👩‍👩‍👧 \u200fשלום\u200e می‌خواهم", "👩‍👩‍👧 \u200fשלום\u200e می‌خواهم"),
        ("Zeile\nzwei\tdrei", "Zeile\nzwei\tdrei"),
    ],
)
def test_only_characters_that_cannot_be_typed_are_excluded(typed, kept):
    assert visible(typed) == kept
