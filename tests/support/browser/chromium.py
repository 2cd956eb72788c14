"""Chromium without a window, as Debian installs it."""

from pathlib import Path

# The headless shell does the same with less work; a machine that has only the browser uses that.
PACKAGES = ("chromium-headless-shell", "chromium")
CHROMIUM = next(filter(Path.exists, (Path("/usr/bin", name) for name in PACKAGES)), None)
# What both the journeys and the pictures of the handbook are shown with.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
