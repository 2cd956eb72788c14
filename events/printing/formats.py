"""Sheet formats of the plan: size, columns and type sizes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measures for `plan.typ`: lengths in millimetres, type sizes in points.

    `small` is the smallest type on the sheet, `contact` that of address and telephone, `hang` the width of the time
    before a title, in em. On a `dense` sheet the details of an entry follow its title on the same line.
    """

    width: int
    height: int
    margin: int
    columns: int
    gutter: float
    text: float
    small: float
    day: float
    month: float
    house: float
    contact: float
    qr: int
    hang: float = 3.1
    dense: bool = False

    @property
    def line_in_em(self) -> float:
        """Return the width of an entry line beside its time, in em."""
        column = (self.width - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns
        return column / 25.4 * 72 / self.text - self.hang

    @property
    def height_in_em(self) -> float:
        """Return the height of a column on a page without other content, in em."""
        return (self.height - 2 * self.margin) / 25.4 * 72 / self.text - 3.4 * self.small / self.text


@dataclass(frozen=True, slots=True)
class Format:
    """A format of the plan, with its sheets from the largest type to the smallest.

    Use the sheet with the largest type that needs no more pages than the smallest. A `brief` plan omits details that
    are unnecessary on a poster.
    """

    key: str
    sheets: tuple[Sheet, ...]
    brief: bool = False
    per_page: float = 0  # how many entries came to stand on a page in months of ordinary length; 0: not known

    def pages(self, entries: int) -> int:
        """Estimate the number of pages for this number of entries; 0 if unknown."""
        return max(1, round(entries / self.per_page)) if self.per_page else 0


def _poster(columns, text):
    return Sheet(
        width=297, height=420, margin=14, columns=columns, gutter=9 if columns < 4 else 7,
        text=text, small=max(12, min(text, 16)), day=text * 1.22, month=70, house=24, contact=max(16, text), qr=42,
        dense=columns == 4,
    )  # fmt: skip


A4 = Sheet(
    width=210,
    height=297,
    margin=15,
    columns=2,
    gutter=8,
    text=11,
    small=11,
    day=13.5,
    month=38,
    house=15,
    contact=11.5,
    qr=27,
)
LARGE = Sheet(
    width=210,
    height=297,
    margin=15,
    columns=1,
    gutter=8,
    text=16,
    small=16,
    day=20,
    month=42,
    house=18,
    contact=16,
    qr=30,
)
_POSTERS = [
    (2, 26),
    (2, 23),
    (2, 21),
    (2, 19),
    (2, 17),
    (3, 16),
    (3, 15),
    (3, 14),
    (3, 13),
    (4, 13),
    (4, 12.5),
    (4, 12),
]

FORMATS = {
    each.key: each
    for each in (
        Format("a4", (A4,), per_page=19.5),
        Format("gross", (LARGE,), per_page=8.5),
        Format("a3", tuple(_poster(*each) for each in _POSTERS), brief=True),
    )
}
