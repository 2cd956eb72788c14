"""An invalid session cookie is ignored on every database."""

import pytest
from django.contrib.sessions.models import Session

from kasch_site.common.sessions import SessionStore


@pytest.mark.parametrize("name", ["sessionid", "__Host-sessionid"])
@pytest.mark.parametrize(
    "key",
    ["\0aaaaaaaa", "aaaaaaaa\0", "aaaaaaa ä", "'; drop table", "\ud800aaaaaaaa", "a" * 41, "٣" * 32, "A" * 32, ""],
)
@pytest.mark.parametrize("path", ["/admin/", "/?vorschau=1"])
def test_a_malformed_cookie_is_ignored(client, house, settings, name, key, path):
    settings.SESSION_COOKIE_NAME = name
    cookie = "".join(f"\\{byte:03o}" for byte in key.encode("utf-8", "surrogatepass"))
    expected = client.get(path).status_code
    response = client.get(path, headers={"Cookie": f'{name}="{cookie}"'})
    assert response.status_code == expected < 500
    assert not Session.objects.exists()


def test_an_issued_key_is_recognised(admin_client, db):
    session = SessionStore()
    session["word"] = "wort"
    session.create()
    assert SessionStore(session.session_key)["word"] == "wort"
    assert admin_client.get("/admin/").status_code == 200
