"""The ways in, and what a topic is about."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from counselling.scheduling.availability import next_free

from .common import topic_at
from .topic_facts import about, open_hours, ways_in


@require_safe
def topics(request):
    """The two ways in: an everyday sentence, or a topic."""
    return render(request, "counselling/topics.html", ways_in())


@require_safe
def topic(request, slug):
    """What a topic is about, who advises in which languages, what to bring, when somebody has time."""
    found = topic_at(slug)
    context = {"topic": found, "next": next_free(found), "open_hours": open_hours(found), **about(found)}
    return render(request, "counselling/topic.html", context)
