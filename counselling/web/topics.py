"""First step: the list of topics and sentences, and the page of a topic."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from counselling.scheduling.availability import next_free

from .common import published_topic
from .topic_facts import open_hours, topic_context, topic_list_context


@require_safe
def topics(request):
    """Show everyday sentences and topics."""
    return render(request, "counselling/topics.html", topic_list_context())


@require_safe
def topic(request, slug):
    """Show a topic: description, counsellors, languages, checklist and availability."""
    found = published_topic(slug)
    context = {"topic": found, "next": next_free(found), "open_hours": open_hours(found), **topic_context(found)}
    return render(request, "counselling/topic.html", context)
