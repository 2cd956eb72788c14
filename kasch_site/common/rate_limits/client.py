"""Who asks, as a word that is good for a day's counting and for nothing else.

The address of a visitor is neither stored nor logged. What is counted under is an HMAC (RFC 2104) of it, with a key
made of the secret of the site and of the day, so that nobody can tell from one day's words who came back on another;
of an IPv6 address the network of the customer (/64) counts, and the larger one (/48) around it: some customers have all
of that, 65,536 networks of their own (RFC 6177), and would be as many visitors.
"""

import hmac
import ipaddress

from django.conf import settings

from kasch_site.common import clock


def client_of(request) -> str:
    """A word for whoever sends a request; "house" for the house's own network, "" where it cannot be told.

    With IPv6 two words with a slash between them, the second for the larger network.
    """
    address = address_of(request)
    if address is None:
        return ""
    if any(address in network for network in settings.HOUSE_NETWORKS):
        return "house"
    if address.version == 6:
        networks = [ipaddress.ip_network((address, size), strict=False) for size in (64, 48)]
        return "/".join(daily_word(b"%d" % network.prefixlen + network.network_address.packed) for network in networks)
    return daily_word(address.packed)


def daily_word(packed: bytes) -> str:
    """A word for these bytes that nobody can make without the secret of the site, another one each day."""
    key = f"{settings.SECRET_KEY}{clock.today():%Y-%m-%d}".encode()
    return hmac.digest(key, packed, "sha256").hex()


def address_of(request):
    """The address of a visitor, as far as the servers in front of this one can be believed.

    Each trusted proxy adds the address it was asked from to the end of X-Forwarded-For; what stands further ahead
    may be made up (RFC 7239, 8.1). Without proxies the connection itself tells. None where it cannot be told: behind a
    proxy that adds nothing, the connection would make one visitor of everybody.
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
