"""Fingerprints of visitors for rate limits, valid for one day.

The address of a visitor is neither stored nor logged. The fingerprint is an HMAC (RFC 2104) of it, with a key derived
from the secret of the site and the date, so that visits of different days cannot be linked. Of an IPv6 address the
network of the customer (/64) counts, and the larger one (/48) around it: some customers have a whole /48, that is
65,536 networks (RFC 6177), and would count as that many visitors.
"""

import hmac
import ipaddress

from django.conf import settings

from kasch_site.common import clock


def client_of(request) -> str:
    """Return the fingerprint of a request's sender; "house" for the house's own network, "" if the address is unknown.

    For IPv6 two fingerprints separated by a slash, the second for the larger network.
    """
    address = address_of(request)
    if address is None:
        return ""
    if any(address in network for network in settings.HOUSE_NETWORKS):
        return "house"
    if address.version == 6:
        networks = [ipaddress.ip_network((address, size), strict=False) for size in (64, 48)]
        return "/".join(daily_key(b"%d" % network.prefixlen + network.network_address.packed) for network in networks)
    return daily_key(address.packed)


def daily_key(packed: bytes) -> str:
    """Return a fingerprint of these bytes that requires the secret of the site and changes daily."""
    key = f"{settings.SECRET_KEY}{clock.today():%Y-%m-%d}".encode()
    return hmac.digest(key, packed, "sha256").hex()


def address_of(request):
    """Return the visitor's address as far as the trusted proxies vouch for it.

    Each trusted proxy appends the address of its client to X-Forwarded-For; earlier entries may be forged (RFC 7239,
    8.1). Without proxies it is the address of the connection. None if unknown: behind a proxy that appends nothing, all
    visitors would share the address of the connection.
    """
    proxies = settings.TRUSTED_PROXIES
    hops = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if proxies else [request.META.get("REMOTE_ADDR", "")]
    if len(hops) < proxies:
        return None
    try:
        address = ipaddress.ip_address(hops[-proxies if proxies else 0].strip())
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
