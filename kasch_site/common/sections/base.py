"""The base class of sections: the facts that the site needs to install one.

What a section does for the site, it declares by inheriting the providers in the modules beside this one: `calendar`,
`newsletters`, `notifications`, `pages`, `personal_data`, `press`, `search`, `staff`, `start_page` and `work`. The
section is the object `section` in its `section.py`, and `settings.SECTIONS` lists it. Its import contracts are in
`pyproject.toml`, its colour (`--<key>`, `.in-<key>`) is in `static/css/tokens.css`; see "A new section" in
CONTRIBUTING.md.
"""

from .staff import Chapter


class Section:
    """A part of the website, or a part of the infrastructure, with the facts that the site needs to install it.

    A section inherits the providers of this package that it implements (`CalendarProvider`, `StaffProvider`, …), and
    only those: the site asks `providers(CalendarProvider)`.
    """

    key: str
    name: str
    url_prefix: str = ""  # "veranstaltungen/"
    urls: str | None = None  # URL module, "events.urls"
    watches: tuple[str, ...] = ()  # models of which every change is visible on a page: "events.Event"
    # Models of which only changes of these columns are visible: "events.OccurrenceCapacity": ("state",).
    watched_columns: dict[str, tuple[str, ...]] = {}
    permissions: dict[str, tuple[str, ...]] = {}  # role -> "events.change_event", …
    # "messaging.Message": models whose pages in the administration show personal data of other models.
    models_showing_personal_data: tuple[str, ...] = ()
    has_own_hours: bool = False  # whether staff may enter opening hours of its own, within those of the house
    handbook: tuple[Chapter, ...] = ()  # chapters of the staff handbook
