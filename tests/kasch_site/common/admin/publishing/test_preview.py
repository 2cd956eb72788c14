"""A draft is published from its preview, or by a button beside "Speichern"."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from events.models import Event
from kasch_site.pages.models import Page
from tests.support.browser.browser_forms import form_on
from tests.support.browser.markup import parse


@pytest.fixture
def page(house):
    return Page.objects.create(title="Leitbild", slug="leitbild")


def address(name, page):
    return reverse(f"admin:pages_page_{name}", args=[page.pk])


def published(record):
    return type(record).objects.get(pk=record.pk).is_published()


def test_a_draft_is_published_from_its_preview(admin_client, page):
    preview = admin_client.get(address("preview", page))
    assert "Veröffentlichen" in [button.text for button in parse(preview).all("button")]
    done = admin_client.post(address("preview", page), form_on(preview), follow=True)
    assert published(page) and "„Leitbild“ ist auf der Website." in parse(done).text
    assert "Veröffentlichen" not in admin_client.get(address("preview", page)).text


def test_a_draft_changed_meanwhile_is_shown_again_before_publishing(admin_client, page):
    sent = form_on(admin_client.get(address("preview", page)))
    Page.objects.update(title="Ganz anders")
    again = admin_client.post(address("preview", page), sent, follow=True)
    assert not published(page) and "„Ganz anders“ hat sich inzwischen geändert." in parse(again).text
    admin_client.post(address("preview", page), form_on(again))
    assert published(page)


def test_a_preview_published_twice_is_published_once(admin_client, page):
    sent = form_on(admin_client.get(address("preview", page)))
    for _time in range(2):
        assert admin_client.post(address("preview", page), sent).status_code == 302
    assert published(page)


def test_without_permission_there_is_no_button_and_nothing_is_published(client, django_user_model, page):
    user = django_user_model.objects.create_user("gast", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_page"))
    client.force_login(user)
    assert "Veröffentlichen" not in client.get(address("preview", page)).text
    assert client.post(address("preview", page)).status_code == 403
    assert not published(page)


def test_saving_and_publishing_is_one_button(admin_client, page):
    shown = admin_client.get(address("change", page))
    assert "Speichern und veröffentlichen" in shown.text
    sent = {**form_on(shown, "page_form"), "title": "Leitbild neu", "_publish": "1"}
    done = admin_client.post(address("change", page), sent, follow=True)
    assert published(page) and "„Leitbild neu“ ist auf der Website." in parse(done).text
    assert "Speichern und veröffentlichen" not in admin_client.get(address("change", page)).text


def test_a_mistake_publishes_nothing_and_the_button_stays(admin_client, page):
    sent = {**form_on(admin_client.get(address("change", page)), "page_form"), "title": "", "_publish": "1"}
    again = admin_client.post(address("change", page), sent)
    assert "Speichern und veröffentlichen" in again.text and not published(page)


def test_a_new_event_is_asked_about_before_it_is_published(admin_client, house):
    shown = admin_client.get(reverse("admin:events_event_add"))
    sent = {**form_on(shown, "event_form"), "title": "Lesung", "summary": "Wir lesen.", "_publish": "1"}
    question = admin_client.post(reverse("admin:events_event_add"), sent)
    assert "noch keinen Termin" in parse(question).text and not Event.objects.exists()
    admin_client.post(reverse("admin:events_event_add"), {**form_on(question), "_confirmed": "1"})
    assert published(Event.objects.get())
