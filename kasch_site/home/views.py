"""The start page and the screen in the foyer."""

from django.shortcuts import render


def start(request):
    """The house with its lit windows, today, what comes next, notices, funders, the way here."""
    return render(request, "home/start.html")


def foyer(request):
    """Today on a screen that nobody touches; refreshes itself."""
    return render(request, "home/foyer.html")
