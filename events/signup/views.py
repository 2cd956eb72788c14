"""Signing up, and seeing and changing one's own sign-up, without an account."""

from kasch_site.common.not_found import NotHere


def enter(request):
    raise NotHere("")


def mine(request, word):
    raise NotHere("")
