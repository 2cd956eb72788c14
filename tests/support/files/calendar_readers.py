"""Three calendar parsers that are independent of the library that writes our calendars.

Each takes the text of a calendar and returns a list of dicts: uid, sequence, summary, description, location, status
("" is as planned), and start and end: "2026-12-24" for a day, seconds since 1970 for a moment.
"""

import json
import os
import shutil
import subprocess
import warnings
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

READ_CALENDAR = Path(__file__).with_name("read_calendar.mjs")
FIELDS = ("uid", "sequence", "summary", "description", "location", "status", "start", "end")


def read_with_vobject(text):
    import vobject

    return [_of_vobject(event) for event in vobject.readOne(text).contents.get("vevent", [])]


def _of_vobject(event):
    def value(name):
        return getattr(event, name).value if hasattr(event, name) else ""

    texts = {name: value(name) for name in ("uid", "summary", "description", "location", "status")}
    return {
        **texts,
        "sequence": int(value("sequence") or 0),
        "start": _moment(value("dtstart")),
        "end": _moment(value("dtend")),
    }


def read_with_ical(text):
    from ical.calendar_stream import IcsCalendarStream

    return [
        {
            "uid": event.uid,
            "sequence": event.sequence or 0,
            "summary": event.summary,
            "description": event.description,
            "location": event.location or "",
            "status": event.status.value if event.status else "",
            "start": _moment(event.dtstart),
            "end": _moment(event.dtend),
        }
        for event in IcsCalendarStream.calendar_from_ics(text).events
    ]


def read_with_ical_js(text):
    process = _node()
    process.stdin.write(json.dumps(text) + "\n")
    process.stdin.flush()
    answer = process.stdout.readline()
    assert answer, "ical.js could not read the calendar"
    return json.loads(answer)


def need_ical_js():
    """Skip with a reported reason if node or ical.js is missing; fail in CI."""
    if shutil.which("node") and (settings.BASE_DIR / "node_modules" / "ical.js").is_dir():
        return
    advice = "ical.js is missing, so the calendars were read by two programs instead of three: run npm install"
    if os.environ.get("CI") == "true":
        pytest.fail(advice)
    warnings.warn(advice, stacklevel=1)
    pytest.skip(advice)


READERS = {"vobject": read_with_vobject, "ical": read_with_ical, "ical.js": read_with_ical_js}


@cache
def _node():
    """Run one process for all calendars of a run; it ends with this process, when its input is closed."""
    return subprocess.Popen(
        ["node", str(READ_CALENDAR)],
        cwd=settings.BASE_DIR,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _moment(value):
    return int(value.timestamp()) if isinstance(value, datetime) else value.isoformat()
