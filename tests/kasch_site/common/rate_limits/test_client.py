"""Clients are identified behind proxies, without storing addresses."""

import ipaddress

import pytest
from django.test import RequestFactory

from kasch_site.common.rate_limits.client import address_of, client_of


def request(remote="203.0.113.7", forwarded=None):
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    return RequestFactory().get("/", REMOTE_ADDR=remote, headers=headers)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "203.0.113.7", None, "203.0.113.7"),
        (0, "203.0.113.7", "198.51.100.1", "203.0.113.7"),  # anybody can send this header
        (1, "127.0.0.1", "203.0.113.7", "203.0.113.7"),
        (1, "127.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # earlier entries are forged
        (1, "", "203.0.113.7", "203.0.113.7"),  # a proxy on a unix socket
        (2, "127.0.0.1", "203.0.113.7, 192.0.2.1", "203.0.113.7"),
        (2, "127.0.0.1", "6.6.6.6,203.0.113.7 ,192.0.2.1", "203.0.113.7"),
        (1, "127.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        (0, "::ffff:203.0.113.7", None, "203.0.113.7"),
        # If the client is unknown, it is not counted as one client.
        (1, "127.0.0.1", None, None),
        (1, "127.0.0.1", "", None),
        (2, "127.0.0.1", "203.0.113.7", None),
        (1, "127.0.0.1", "unknown", None),
        (1, "127.0.0.1", "203.0.113.7, _hidden", None),
        (0, "", None, None),
    ],
)
def test_the_client_address_is_taken_from_trusted_proxies_only(settings, proxies, remote, forwarded, address):
    settings.TRUSTED_PROXIES = proxies
    result = address_of(request(remote, forwarded))
    assert result == (ipaddress.ip_address(address) if address else None)


def test_an_unidentifiable_client_has_no_key():
    assert client_of(request("")) == ""


def test_a_visitor_has_one_key_per_day(time_machine):
    time_machine.move_to("2026-11-24 00:00+01:00")
    morning = client_of(request())
    time_machine.move_to("2026-11-24 23:59:59+01:00")
    assert client_of(request()) == morning
    assert client_of(request("203.0.113.8")) != morning
    time_machine.move_to("2026-11-25 00:00+01:00")
    assert client_of(request()) != morning


def test_the_key_cannot_be_computed_without_the_secret_key(settings):
    word = client_of(request())
    settings.SECRET_KEY = "another" * 10
    assert client_of(request()) != word
    assert "203" not in word


@pytest.mark.parametrize("other", ["2001:db8:1:2:ffff::9", "2001:db8:1:2::"])
def test_ipv6_addresses_are_grouped_by_network(other):
    assert client_of(request("2001:db8:1:2::1")) == client_of(request(other))
    assert client_of(request("2001:db8:1:3::1")) != client_of(request(other))


def test_the_network_of_the_house_is_recognised(settings):
    settings.HOUSE_NETWORKS = [ipaddress.ip_network("203.0.113.0/24"), ipaddress.ip_network("2001:db8::/48")]
    assert client_of(request("203.0.113.99")) == client_of(request("2001:db8::5")) == "house"
    assert client_of(request("::ffff:203.0.113.99")) == "house"
    assert client_of(request("198.51.100.1")) not in ("house", "")


def test_a_link_local_address_is_no_error():
    assert client_of(request("fe80::1%eth0"))
