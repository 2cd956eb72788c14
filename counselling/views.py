"""Pages of the counselling for residents."""

from django.shortcuts import get_object_or_404, render

from .models import Situation, Topic


def topics(request):
    """The two ways in: an everyday sentence, or a topic."""
    shown = Topic.objects.published()
    context = {"topics": shown, "situations": Situation.objects.filter(topic__in=shown).select_related("topic")}
    return render(request, "counselling/topics.html", context)


def topic(request, slug):
    """What a topic is about, who advises, what to bring."""
    return render(request, "counselling/topic.html", {"topic": get_object_or_404(Topic.objects.published(), slug=slug)})
