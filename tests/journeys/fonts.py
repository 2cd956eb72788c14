"""The fonts of the journeys: a wide one and a narrow one, each used alone, whatever else is installed.

Chromium resolves `serif`, `sans-serif`, `monospace` and `system-ui` by fontconfig. The file written here configures
it, and contains only the folder of one font.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

FOLDER = Path("/usr/share/fonts/truetype")  # where Debian's packages put theirs


@dataclass(frozen=True)
class Font:
    """Font families of one Debian package, which are installed in `folder`."""

    name: str
    package: str
    folder: Path

    @property
    def is_installed(self) -> bool:
        """Return whether the regular sans-serif of the font is installed."""
        return (self.folder / f"{self.name}Sans-Regular.ttf").exists() or (
            self.folder / f"{self.name}Sans.ttf"
        ).exists()

    @property
    def families(self) -> dict[str, str]:
        """Return the family of each generic family name of CSS."""
        return {
            "serif": f"{self.name} Serif",
            "sans-serif": f"{self.name} Sans",
            "monospace": f"{self.name} Sans Mono" if self == WIDE else f"{self.name} Mono",
            "system-ui": f"{self.name} Sans",
        }

    def environment(self, folder: Path) -> dict[str, str]:
        """Write the fontconfig file into the folder; return the environment of a browser that uses it."""
        path = folder / f"{self.package}.conf"
        path.write_text(_settings(self, folder / "cache"), encoding="utf-8")
        return {**os.environ, "FONTCONFIG_FILE": str(path)}


WIDE = Font("DejaVu", "fonts-dejavu-core", FOLDER / "dejavu")
NARROW = Font("Liberation", "fonts-liberation", FOLDER / "liberation")
FONTS = (WIDE, NARROW)
MISSING = [font for font in FONTS if not font.is_installed]
# In CI a missing font is a failure. Elsewhere, without either font, the system's default is used.
USED = FONTS if os.environ.get("CI") else [font for font in FONTS if font.is_installed] or [None]


def _settings(font, cache):
    """Return the fontconfig file; fonts without a generic CSS name (on some systems the system font) are sans-serif."""
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
