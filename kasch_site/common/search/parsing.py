"""Parse a typed search into an expression over tokens."""

from dataclasses import dataclass
from functools import cached_property

from .analysis import numbers
from .analysis.stop_words import STOP_WORDS
from .analysis.tiers import Tier
from .analysis.tokens import SPELLED, tokens_of
from .analysis.words import Word, spelled, words
from .expressions import AllOf, AnyOf, Expression, Token

MAX_LENGTH = 200  # characters; the rest is ignored
MAX_WORDS = 12
# The minimum length of a prefix; and of one that is searched in addition to the whole word.
MIN_BEGINNING, MIN_BEGINNING_BESIDE = 3, 4
# The tiers in which every word is looked for; `Tier.BEGINNING` comes after these.
TIERS = tuple(tier for tier in Tier if tier != Tier.BEGINNING)


@dataclass(frozen=True)
class Term:
    """A typed word: a document must have all pieces of one of its alternatives. "U-Boot" is "uboot", or "u" and "boot".

    `text` is the word as it was typed; the term of an ISBN has a token of its own instead.
    """

    text: str
    alternatives: tuple[tuple[str, ...], ...]
    number: str = ""

    def expression(self, tier: Tier) -> Expression:
        """Return what a document must match to have the word in this tier or a better one."""
        if self.number:
            return Token(self.number)
        return AnyOf(
            tuple(AllOf(tuple(_any_tier(piece, tier) for piece in pieces)) for pieces in self.alternatives),
        )

    def beginning(self, least: int = MIN_BEGINNING) -> Expression | None:
        """Return what a document must match to have a word that begins with this one.

        None if it has fewer letters than `least`.
        """
        choices = []
        for *whole, last in self.alternatives:
            if last_beginning := _beginning(last, least):
                choices.append(AllOf((*(_any_tier(piece, Tier.TEXT) for piece in whole), last_beginning)))
        return AnyOf(tuple(choices)) if choices else None

    @property
    def is_stop_word(self):
        """Return whether the word is ignored next to other words."""
        return not self.number and len(self.alternatives) == 1 and is_stop_word(self.alternatives[0][0])


def is_stop_word(piece: str) -> bool:
    """Return whether a word is ignored next to other words."""
    return not STOP_WORDS.isdisjoint(spelled(piece))


@dataclass(frozen=True)
class Query:
    """The words of a search; without any it finds nothing."""

    terms: tuple[Term, ...]

    def expression(self, tier: Tier) -> Expression:
        """Return what a document must match in this tier or a better one."""
        return AllOf(tuple(term.expression(tier) for term in self.terms))

    def with_beginning(self) -> Expression | None:
        """Return what a document must match if the last word is a beginning; None if it cannot be one."""
        beginning = self.terms[-1].beginning() if self.terms else None
        if beginning is None:
            return None
        return AllOf((*(term.expression(Tier.TEXT) for term in self.terms[:-1]), beginning))

    def with_beginnings(self) -> Expression:
        """Return what a document must match if each word may be a beginning."""
        return AllOf(tuple(_word_or_beginning(term) for term in self.terms))

    @cached_property
    def title_key(self) -> str:
        """Return the key of a title that is this and nothing else."""
        return title_key(" ".join(term.text for term in self.terms))


def parse(typed: str) -> Query:
    """Return the words of a search. Runs in linear time, of whatever length and content the text is."""
    text, isbns = numbers.take_isbns(_cut(typed))
    terms = [*_terms(list(words(text))[:MAX_WORDS])]
    terms += [Term(isbn, (), numbers.token_of(isbn)) for isbn in isbns[:MAX_WORDS]]
    meaningful = tuple(term for term in terms if not term.is_stop_word)
    return Query(meaningful or tuple(terms))


def title_key(title: str) -> str:
    """Return a title folded and without stop words, as far as it has others."""
    pieces = [piece for word in words(title) for piece in word.pieces if spelled(piece)]
    meaningful = [piece for piece in pieces if not is_stop_word(piece)] or pieces
    return " ".join(min(spelled(piece), key=len) for piece in meaningful)[:200]


def _cut(typed):
    """Return the text up to `MAX_LENGTH`, without a word that would be cut in two."""
    if len(typed) <= MAX_LENGTH:
        return typed
    whole, space, _rest = typed[:MAX_LENGTH].rpartition(" ")
    return whole if space else typed[:MAX_LENGTH]


def _terms(typed_words: list[Word]):
    """Yield the terms of the typed words; initials in a row are one: "J. K." is searched as "jk" too."""
    initials: list[str] = []
    for word in [*typed_words, None]:
        if word is not None and len(word.pieces) == 1 and [len(form) for form in spelled(word.text)] == [1]:
            initials.append(word.text)
            continue
        if initials:
            yield _term("".join(initials), initials)
            initials = []
        if word is not None and any(spelled(piece) for piece in word.pieces):
            yield _term(word.text, [piece for piece in word.pieces if spelled(piece)])


def _term(text, pieces):
    together = ((text,),) if len(pieces) > 1 else ()
    return Term(text, (*together, tuple(pieces)))


def _word_or_beginning(term):
    beginning = term.beginning(MIN_BEGINNING_BESIDE)
    word = term.expression(Tier.TEXT)
    return word if beginning is None else AnyOf((word, beginning))


def _beginning(piece, least):
    forms = [form for form in spelled(piece) if len(form) >= least and not form.isdigit()]
    return AnyOf(tuple(Token(letter + form, True) for form in forms for letter in SPELLED.values())) if forms else None


def _any_tier(piece, tier):
    return AnyOf(tuple(Token(token) for reached in TIERS if reached <= tier for token in tokens_of(piece, reached)))
