"""The fonts that journeys are tried with: a wide one and a narrow one, each alone, whatever else is installed.

Chromium asks fontconfig which family `serif`, `sans-serif`, `monospace` and `system-ui` are. The file written here
answers it, and names no folder but that of one font.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path("/usr/share/fonts/truetype")  # where Debian's packages put theirs


@dataclass(frozen=True)
class Font:
    """Families that belong together: `package` is Debian's, `folder` the one that it fills."""

    name: str
    package: str
    folder: Path

    @property
    def is_installed(self) -> bool:
        """Whether the regular sans-serif of the font is there."""
        return (self.folder / f"{self.name}Sans-Regular.ttf").exists() or (
            self.folder / f"{self.name}Sans.ttf"
        ).exists()

    @property
    def families(self) -> dict[str, str]:
        """Which family each generic name of CSS means."""
        return {
            "serif": f"{self.name} Serif",
            "sans-serif": f"{self.name} Sans",
            "monospace": f"{self.name} Sans Mono" if self == WIDE else f"{self.name} Mono",
            "system-ui": f"{self.name} Sans",
        }

    def environment(self, folder: Path) -> dict[str, str]:
        """Write the settings of fontconfig into the folder; return the environment for a browser that follows them."""
        path = folder / f"{self.package}.conf"
        path.write_text(_settings(self, folder / "cache"), encoding="utf-8")
        return {**os.environ, "FONTCONFIG_FILE": str(path)}


WIDE = Font("DejaVu", "fonts-dejavu-core", FOLDER / "dejavu")
NARROW = Font("Liberation", "fonts-liberation", FOLDER / "liberation")
FONTS = (WIDE, NARROW)
MISSING = [font for font in FONTS if not font.is_installed]
# In CI nothing is left out: what is missing there is a failure. Elsewhere, without either, the system's own is tried.
TRIED = FONTS if os.environ.get("CI") else [font for font in FONTS if font.is_installed] or [None]


def _settings(font, cache):
    """What is asked for without a name of CSS (the system's font, on some systems) is the sans-serif."""
    generic = "".join(
        f'<match target="pattern"><test name="family" qual="any"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="prepend" binding="strong"><string>{escape(family)}</string></edit></match>\n'
        for name, family in font.families.items()
    )
    generic += (
        '<match target="pattern"><edit name="family" mode="append_last">'
        f"<string>{escape(font.families['sans-serif'])}</string></edit></match>\n"
    )
    return (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"<dir>{escape(str(font.folder))}</dir>\n<cachedir>{escape(str(cache))}</cachedir>\n{generic}</fontconfig>\n"
    )
