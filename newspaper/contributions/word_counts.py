"""Count the words of a text, as the browser counts them during input, and limit them."""

from collections.abc import Iterator

from django.utils.translation import ngettext

from newspaper.models import Contribution, Paper

from .refusals import ContributionRefused

_KIND = Contribution.Kind


def count_words(text: str) -> int:
    """Return the number of words: of strings between blanks with at least one letter or digit.

    `static/js/word_count.js` counts in the same way.
    """
    return sum(any(character.isalnum() for character in part) for part in text.split())


def max_words(kind: str, paper: Paper) -> int | None:
    """Return the maximum number of words of a text of this kind; None if there is no limit."""
    return {_KIND.LETTER: paper.letter_words, _KIND.ARTICLE: paper.article_words}.get(kind)


def problems(kind: str, text: str) -> Iterator[ContributionRefused]:
    """Yield an error if the text has too many words."""
    limit, number = max_words(kind, Paper.current()), count_words(text)
    if limit is None or number <= limit:
        return
    message = ngettext(
        "Der Text hat %(number)d Wörter, %(limit)d passen in die Zeitung. Bitte kürzen Sie um ein Wort.",
        "Der Text hat %(number)d Wörter, %(limit)d passen in die Zeitung. Bitte kürzen Sie um %(excess)d Wörter.",
        number - limit,
    )
    yield ContributionRefused(message % {"number": number, "limit": limit, "excess": number - limit}, "text")
