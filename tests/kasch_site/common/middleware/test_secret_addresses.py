"""Who asks for a secret address in a wrong way gets no page on which the secret is printed or sent along."""

import secrets

import pytest
from django.test import Client

from kasch_site.common.middleware.secret_addresses import public_part, without_secrets
from kasch_site.visitors import access_tokens

WORD = "g_81s5ldfPUAhFE23sJqbxjsDHZVDz5h8sSh4Jqo6cU"


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/anmeldung/{WORD}/", "/anmeldung/"),
        (f"/anmeldung/{WORD}/abmelden/", "/anmeldung/"),
        (f"/anmeldung/{WORD}", "/anmeldung/"),
        (f"/per-mail/ja/{WORD}/", "/per-mail/ja/"),
        # What mail programs make of it.
        (f"/anmeldung/{WORD}./", "/anmeldung/"),
        (f"/anmeldung/{WORD[:30]}", "/anmeldung/"),
        (f"/anmeldung/{WORD}=20/", "/anmeldung/"),
        (f"/anmeldung/{WORD}>", "/anmeldung/"),
    ],
)
def test_of_a_secret_address_the_part_before_the_secret_is_shown(path, shown):
    assert public_part(path) == shown


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/veranstaltungen/kochen-mit-wenig-geld-fuer-die-ganze-familie/2026-11-23/anmelden/",
        "/admin/messaging/message/0f8fad5b-d9cb-469f-a165-70867728950e/nicht-zugestellt/",
        "/media/pictures/Ein_Bild_vom_Sommerfest_2026.webp",
        "/veranstaltungen/2026-W47/",
    ],
)
def test_other_addresses_are_shown_whole(path):
    assert public_part(path) == path


def test_hardly_any_random_word_escapes():
    assert all(
        without_secrets(f"x/{secrets.token_urlsafe(access_tokens.BYTES)} y") == "x/… y" for _time in range(10_000)
    )


def test_the_way_through_the_code_stays_readable():
    trace = (
        '  File "/srv/haus/kasch_site/common/handing_out_of_LettersAndCalls.py", line 3, in _a_long_name_of_a_function'
    )
    assert without_secrets(trace) == trace


@pytest.mark.parametrize(
    ("method", "ending", "options", "status"),
    [
        ("post", "", {}, 403),
        ("post", "abmelden/", {"headers": {"Origin": "http://evil.example"}}, 403),
        ("post", "", {"data": "x" * 300_000, "content_type": "text/plain"}, 413),
        ("get", "nirgends/", {}, 404),
    ],
)
def test_a_refusal_names_the_secret_only_where_it_leads_back(house, method, ending, options, status):
    address = f"/anmeldung/{WORD}/{ending}"
    answer = getattr(Client(enforce_csrf_checks=True), method)(address, **options)
    assert answer.status_code == status
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex"
    text = answer.content.decode()
    assert text.count(WORD) == text.count(f'action="{address}"') + text.count(f'<a href="{address}"')


def test_a_page_without_a_secret_may_be_kept_as_ever(client, house):
    assert "no-store" not in client.get("/gibt-es-nicht/").get("Cache-Control", "")
