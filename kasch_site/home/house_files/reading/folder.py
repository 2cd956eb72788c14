"""The folder with the files of a house."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from .records import HouseFileError, Record, close_match

DEMO_FOLDER = Path(settings.BASE_DIR) / "demo"


class HouseFolder:
    """The folder with the files of a house. Files that are not there are read as empty."""

    def __init__(self, path):
        self.path = Path(path)
        self._read = set()
        if not (self.path / "house.toml").is_file():
            raise HouseFileError(f"{self.path}: a house needs at least the file house.toml; there is none here.")

    @contextmanager
    def open(self, name: str) -> Iterator[Record]:
        """Yield the contents of a file; refuse unknown keys on exit."""
        file = self.read(name)
        yield file
        file.refuse_unknown()

    def read(self, name: str) -> Record:
        """Return the contents of a file, named without its extension."""
        name = f"{name}.toml"
        self._read.add(name)
        path = self.path / name
        try:
            table = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise HouseFileError(f"{name} cannot be read as TOML: {error}. Mend the file there.") from error
        return Record(name, table)

    def refuse_unknown(self):
        """Raise `HouseFileError` for a TOML file that was not read."""
        for path in sorted(self.path.glob("*.toml")):
            if path.name not in self._read:
                names = ", ".join(sorted(self._read))
                guess = close_match(path.name, self._read)
                raise HouseFileError(f"{path.name} is not a file of a house.{guess} Known: {names}.")
