"""The calendar for residents."""

from django.http import Http404


def event_list(request):
    raise Http404


def month(request, year, month):
    raise Http404


def day(request, year, month, day):
    raise Http404


def event(request, slug):
    raise Http404


def occurrence(request, slug, key):
    raise Http404
