"""Rules of series in German words; times in words stand in `kasch_site.common.wording`."""

from kasch_site.common.wording import time_in_words, when_in_words

__all__ = ["series_in_words", "time_in_words", "when_in_words"]


def series_in_words(series) -> str:
    """ "jeden Dienstag, 9:30–10:30 Uhr"."""
    return f"{series.get_frequency_display()}"
