"""Messages with the letterhead of the house."""

from email.headerregistry import Address
from email.utils import parseaddr

import pytest
from django.template import TemplateDoesNotExist

from kasch_site.house import stationery
from kasch_site.house.models import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def render(tmp_path, settings):
    """Return a function that renders a message with a template of the test."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [tmp_path, *engine["DIRS"]]}]
    (tmp_path / "emails").mkdir()

    def render(text="Morgen um {{ time }}.", context=None, **more):
        (tmp_path / "emails" / "toy.txt").write_text(text)
        fields = {"to": "anna@example.org", "subject": "Gruß", "name": "Anna Weber"}
        return stationery.render_message("toy", {"time": "zehn", **(context or {})}, **(fields | more))

    return render


def test_a_message_has_greeting_content_and_sender(house, render):
    assert render().text == (
        "Guten Tag Anna Weber,\n\nMorgen um zehn.\n\n"
        "Mit freundlichen Grüßen\nTesthaus am Platz\nAm Platz 7, 01234 Teststadt\nTelefon: 0123 456789\n"
    )


def test_text_is_neither_html_escaped_nor_parsed_as_a_template(house, render):
    rendered = render("{{ title }} bei {{ name }}", {"title": "Kaffee & <Kuchen> {{ house }}"}, name="Müller & Söhne")
    assert "Kaffee & <Kuchen> {{ house }} bei Müller & Söhne" in rendered.text


def test_omitted_parts_of_a_template_leave_no_gap(house, render):
    rendered = render("Eins\n\n{% if nothing %}Zwei{% endif %}\n \n\n  Drei")
    assert "Eins\n\nDrei" in rendered.text.replace("  Drei", "Drei")


def test_the_template_has_the_house_in_its_context(house, render):
    assert "Kommen Sie in Am Platz 7" in render("Kommen Sie in {{ house.street }}").text


def test_sender_and_reply_address_are_those_of_the_house(house, render):
    House.objects.update(short_name="Bürgerhaus, Mitte", sender_email="web@haus.example")
    House.objects.get().save()
    rendered = render()
    address = parseaddr(rendered.sender)
    assert address[1] == "web@haus.example"
    assert rendered.reply_to == "post@example.org"


def test_without_a_sender_of_the_house_the_default_sender_is_used(house, render, settings):
    settings.DEFAULT_FROM_EMAIL = "website@haus.example"
    assert render().sender == str(Address("Testhaus", addr_spec="website@haus.example"))


def test_line_breaks_in_user_input_cannot_inject_headers(house, render):
    house.short_name = "Haus\r\nBcc: all@example.org"
    house.save()
    rendered = render(name="Anna\r\n\r\nKaufen Sie", subject="Gruß\r\nBcc: all@example.org")
    for line in (rendered.sender, rendered.subject, rendered.name):
        assert "\n" not in line
        assert "\r" not in line
    assert rendered.text.startswith("Guten Tag Anna Kaufen Sie,\n")


@pytest.mark.parametrize(
    "name", ["", "http://spam.example", "Kauf bei www.spam.example", "a@spam.example", "spam.example/x"]
)
def test_links_in_user_input_are_not_sent_to_third_parties(house, render, name):
    assert render(name=name).text.startswith("Guten Tag,\n")


def test_a_house_without_a_record_can_send_mail(render):
    rendered = render()
    assert rendered.text == "Guten Tag Anna Weber,\n\nMorgen um zehn.\n"
    assert (rendered.sender, rendered.reply_to) == ("", "")


def test_a_house_without_a_telephone_omits_the_line(house, render):
    house.phone = ""
    house.save()
    assert "Telefon" not in render().text


def test_urls_in_messages_are_absolute(settings):
    settings.SITE_URL = "https://haus.example"
    assert stationery.absolute_url("/anmeldung/x/") == "https://haus.example/anmeldung/x/"


def test_a_message_without_a_template_raises_at_once(house):
    with pytest.raises(TemplateDoesNotExist):
        stationery.render_message("nowhere", {}, to="a@example.org", subject="Gruß")
