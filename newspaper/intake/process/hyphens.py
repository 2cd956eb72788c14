"""Join words that are divided at the end of a line: to one word, to one with a hyphen, or to two words."""

_AND = {"und", "oder", "bzw", "beziehungsweise", "sowie", "und/oder"}
_SHORTEST_IN_CAPITALS = 4


def separator_between(first: str, second: str) -> str:
    """Return what to put between the halves of a divided word: nothing, a hyphen, or a hyphen and a blank.

    "Bürger|zentrum" is one word, "CDU|Fraktion" keeps its hyphen, "Haupt|und" are two words.
    """
    last, beginning = first[-1:], second[:1]
    if second.strip(".,;:!?()").casefold() in _AND:
        return "- "
    if not last.isalpha() or not beginning.isalpha():
        return "-"
    if _is_all_capitals(first) and _is_all_capitals(second):
        return "" if min(len(first), len(second)) >= _SHORTEST_IN_CAPITALS else "-"
    if beginning.isupper():
        return "-"
    before = first.rpartition("-")[2]
    return "-" if before.isupper() else ""


def _is_all_capitals(piece):
    letters = [letter for letter in piece if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)
