"""Django's sentences in the administration: everyday German that says what to do next."""

import re
from pathlib import Path

import django
import polib
import pytest
from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext

from kasch_site.groups.models import Group
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse

OWN_CATALOGUE = polib.pofile(str(Path(settings.LOCALE_PATHS[1]) / "de" / "LC_MESSAGES" / "django.po"))
DJANGO = Path(django.__file__).parent
_PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|%s|\{\w*\}|</?\w+>")
# Words of Django's own translation, and English ones.
DJANGO_WORDS = re.compile(
    r"erfolgreich|zwingend|Staff|\bObjekte?\b|unten aufgeführt|autorisiert|sicherstellen|\bgültige|Wert |"
    r"\b(?:Please|please|field|Field|required|valid|already exists|Select)\b"
)


def _entries():
    for path in [*DJANGO.glob("conf/locale/de/**/django.po"), *DJANGO.glob("contrib/*/locale/de/**/django.po")]:
        yield from polib.pofile(str(path))


def test_each_sentence_is_one_of_django_with_the_same_placeholders():
    of_django = {(entry.msgid, entry.msgid_plural) for entry in _entries() if not entry.msgctxt}
    for entry in OWN_CATALOGUE:
        assert (entry.msgid, entry.msgid_plural) in of_django, entry.msgid
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert set(_PLACEHOLDER.findall(text)) <= set(_PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_no_sentence_has_straight_quotation_marks_or_the_words_it_replaces():
    for entry in OWN_CATALOGUE:
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            assert '"' not in text and not DJANGO_WORDS.search(_PLACEHOLDER.sub("", text)), text


def test_the_own_translation_takes_precedence():
    assert gettext("This field is required.") == "Bitte füllen Sie das aus."


@pytest.fixture
def group(house):
    return Group.objects.create(name="Chor", slug="chor", summary="Wir singen.", status="published")


def _messages(page):
    return " ".join(item.text for item in parse(page).all("ul", class_="messagelist"))


def test_the_message_after_saving_names_and_links_the_record(admin_client, group):
    address = reverse("admin:groups_group_change", args=[group.pk])
    form = form_on(admin_client.get(address), "group_form")
    for button in ("_save", "_continue", "_addanother"):
        page = admin_client.post(address, {**form, "_confirmed": "yes", button: "1"}, follow=True)
        message = _messages(page)
        assert "„ Chor “" in message and not DJANGO_WORDS.search(message), message


def test_an_action_without_a_selection_explains_what_is_missing(admin_client, group):
    address = reverse("admin:groups_group_changelist")
    message = _messages(admin_client.post(address, {"action": "", "index": "0"}, follow=True))
    assert "Bitte" in message and not DJANGO_WORDS.search(message), message


def test_a_record_that_does_not_exist_is_reported(admin_client, group):
    message = _messages(admin_client.get(reverse("admin:groups_group_change", args=[999]), follow=True))
    assert "gibt es nicht" in message and not DJANGO_WORDS.search(message), message


@pytest.mark.parametrize("model", sorted(admin.site._registry, key=lambda model: model._meta.label_lower))
def test_an_empty_form_is_refused_in_everyday_german(admin_client, house, model):
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    page = admin_client.post(address, {"action": "x"})
    if page.status_code != 200:
        return
    notes = [element.text for kind in ("errorlist", "errornote") for element in parse(page).all(class_=kind)]
    assert notes and not [note for note in notes if DJANGO_WORDS.search(note)], notes
