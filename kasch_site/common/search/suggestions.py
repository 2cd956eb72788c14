"""Words that a typed word may be meant for: a table of words, and of each what remains without one of its letters.

A word with one wrong, missing, additional or swapped letter has a form in common with the right one (the method of
SymSpell), so a look into an index finds it, however many words there are.
"""

from collections.abc import Iterable

from .analysis.words import spelled, words
from .models import SearchWord, SearchWordDeletion

MIN_LENGTH, MAX_LENGTH = 4, 30  # letters of a word that is suggested, or corrected
# The number of errors to correct in a word: a short word with two errors could be any other word.
MAX_ERRORS, MAX_ERRORS_IN_SHORT, SHORT = 2, 1, 7
_BATCH = 500


def forms(spelling: str) -> set[str]:
    """Return a spelling, and what remains of it without one of its letters."""
    return {spelling, *(spelling[:place] + spelling[place + 1 :] for place in range(len(spelling)))}


def words_of(texts: Iterable[str]) -> set[str]:
    """Return the words of these texts that can be suggested."""
    return {own for text in texts for word in words(text) for own in map(str.lower, word.pieces) if _can_be_wrong(own)}


def known_words() -> set[str]:
    """Return the words that can be suggested now."""
    return set(SearchWord.objects.values_list("word", flat=True).iterator())


def learn_words_of(texts: Iterable[str]) -> None:
    """Add the words of these texts to those that can be suggested."""
    learn_words(words_of(texts))


def remove(removed: Iterable[str]) -> None:
    """Take away words that no document has any more."""
    for batch in _batches(removed):
        SearchWordDeletion.objects.filter(word__word__in=batch).delete()
        SearchWord.objects.filter(word__in=batch).delete()


def learn_words(new: Iterable[str]) -> None:
    """Add words to those that can be suggested."""
    for batch in _batches(new):
        indexed = set(SearchWord.objects.filter(word__in=batch).values_list("word", flat=True))
        _add([word for word in batch if word not in indexed])


def candidates(typed: str, maximum: int = 5) -> list[str]:
    """Return words that differ little from a typed one, the most similar first."""
    if not _can_be_wrong(typed):
        return []
    own = spelled(typed)
    wanted = {form for spelling in own for form in forms(spelling)}
    words_found = SearchWord.objects.filter(deletions__form__in=wanted).values_list("word", flat=True).distinct()
    allowed = MAX_ERRORS if len(typed) > SHORT else MAX_ERRORS_IN_SHORT
    rated = []
    for word in words_found:
        distance = min(distance_of(one, other) for one in own for other in spelled(word))
        if 0 < distance <= allowed:
            rated.append((distance, word[0] != typed[0].lower(), len(word), word))
    return [word for *_rating, word in sorted(rated)[:maximum]]


def distance_of(one: str, other: str) -> int:
    """Return how many letters are wrong, missing, additional or swapped (Damerau's distance of optimal alignment)."""
    before, last = [], list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        this = [row]
        for column, wanted in enumerate(other, 1):
            cost = min(last[column] + 1, this[column - 1] + 1, last[column - 1] + (letter != wanted))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == wanted:
                cost = min(cost, before[column - 2] + 1)
            this.append(cost)
        before, last = last, this
    return last[-1]


def _batches(all_words):
    ordered = sorted(all_words)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]


def _can_be_wrong(word):
    return any(MIN_LENGTH <= len(form) <= MAX_LENGTH and form.isalpha() for form in spelled(word)) and len(word) <= 40


def _add(new_words):
    SearchWord.objects.bulk_create([SearchWord(word=word) for word in new_words], ignore_conflicts=True)
    added = SearchWord.objects.filter(word__in=new_words)
    rows = [
        SearchWordDeletion(word=word, form=form)
        for word in added
        for form in sorted({form for spelling in spelled(word.word) for form in forms(spelling)})
    ]
    SearchWordDeletion.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5000)
