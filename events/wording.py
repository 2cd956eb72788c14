"""Rules and times in German words."""

from django.utils import timezone


def series_in_words(series) -> str:
    """ "jeden Dienstag, 9:30–10:30 Uhr"."""
    return f"{series.get_frequency_display()}"


def when_in_words(starts_at, ends_at, is_all_day) -> str:
    """ "Di, 24.11.2026, 9:30–10:30 Uhr"."""
    return f"{timezone.localtime(starts_at):%d.%m.%Y}"
