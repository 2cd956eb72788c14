"""First step: the list of topics and sentences, and the page of a topic."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from counselling.scheduling.availability import next_free
from kasch_site.common.forms.query_params import allowed_query_params

from .common import LANGUAGE_PARAM, language_query, published_topic, wanted_language
from .topic_facts import open_hours, topic_context, topic_list_context


@allowed_query_params(LANGUAGE_PARAM)
@require_safe
def topics(request):
    """Show everyday sentences and topics."""
    language = wanted_language(request.GET)
    if language is None and LANGUAGE_PARAM in request.GET:
        return redirect("counselling:topics")
    context = {**topic_list_context(), "language_query": language_query(language)}
    return render(request, "counselling/topics.html", context)


@allowed_query_params(LANGUAGE_PARAM)
@require_safe
def topic(request, slug):
    """Show a topic: description, counsellors, languages, checklist and availability."""
    chosen, language = published_topic(slug), wanted_language(request.GET)
    if language is None and LANGUAGE_PARAM in request.GET:
        return redirect(chosen)
    context = {
        "topic": chosen,
        "next": next_free(chosen),
        "open_hours": open_hours(chosen),
        "language_query": language_query(language),
        **topic_context(chosen),
    }
    return render(request, "counselling/topic.html", context)
