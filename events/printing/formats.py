"""The forms of the plan, and the measures of the complete list."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """Measures for `plan.typ`: lengths in millimetres, type sizes in points.

    `small` is the smallest type on the sheet, `contact` that of address and telephone, `hang` the width of the time
    before a title, in em.
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

    @property
    def line_in_em(self) -> float:
        """Return the width of an entry line beside its time, in em."""
        column = (self.width - 2 * self.margin - (self.columns - 1) * self.gutter) / self.columns
        return column / 25.4 * 72 / self.text - self.hang

    @property
    def height_in_em(self) -> float:
        """Return the height of a column on a page without other content, in em."""
        return (self.height - 2 * self.margin) / 25.4 * 72 / self.text - 3.4 * self.small / self.text


# The sheet, large print, the poster, and the complete list.
LIST_KEY = "liste"
FORMATS = ("a4", "gross", "a3", LIST_KEY)
LIST = Sheet(
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
