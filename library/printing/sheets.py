"""Commercial sheets of labels, with their measures in millimetres."""

from dataclasses import dataclass

PAGE_WIDTH, PAGE_HEIGHT = 210.0, 297.0


@dataclass(frozen=True)
class Sheet:
    """An A4 sheet with labels in columns and rows. `left` and `top` are its margins, `gap` is between two columns."""

    key: str
    name: str
    columns: int
    rows: int
    width: float
    height: float
    left: float
    top: float
    gap: float = 0.0

    @property
    def places(self) -> int:
        """Return the number of labels on a sheet."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[float, float]:
        """Return the distance of a label from the left and from the top; positions count from 0, row by row."""
        row, column = divmod(place % self.places, self.columns)
        return self.left + column * (self.width + self.gap), self.top + row * self.height

    def __str__(self):
        return f"{self.name} ({self.width:g} × {self.height:g} mm, {self.places})".replace(".", ",")


SHEETS = {
    sheet.key: sheet
    for sheet in (
        Sheet("zweckform-3474", "Avery Zweckform 3474", 3, 8, 70, 37, 0, 0.5),
        Sheet("zweckform-3475", "Avery Zweckform 3475", 3, 8, 70, 36, 0, 4.5),
        Sheet("zweckform-3490", "Avery Zweckform 3490", 3, 8, 70, 36, 0, 4.5),
        Sheet("zweckform-3422", "Avery Zweckform 3422", 3, 8, 70, 35, 0, 8.5),
        Sheet("zweckform-3420", "Avery Zweckform 3420", 3, 17, 70, 16.9, 0, 4.85),
        Sheet("zweckform-3659", "Avery Zweckform 3659", 2, 6, 97, 42.3, 8, 21.6),
        Sheet("zweckform-3679", "Avery Zweckform 3679", 2, 5, 97, 55, 8, 11),
        Sheet("zweckform-5052", "Avery Zweckform 5052", 4, 9, 45, 30, 15, 13.5),
        Sheet("avery-l7160", "Avery L7160", 3, 7, 63.5, 38.1, 7.25, 15.15, 2.5),
        Sheet("avery-l7163", "Avery L7163", 2, 7, 99.1, 38.1, 2.9, 15.15, 6),
        Sheet("herma-4360", "Herma 4360", 3, 8, 70, 37, 0, 0.5),
    )
}
MAX_PLACES = max(sheet.places for sheet in SHEETS.values())
