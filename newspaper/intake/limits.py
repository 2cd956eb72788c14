"""Limits for the file of an issue: its size, and the time for sanitising it."""

from kasch_site.common.child_processes.limits import MB
from kasch_site.common.pdf.sanitising import PdfLimits
from newspaper.models.pages import MAX_PAGES

MAX_BYTES = 200 * MB
ISSUE = PdfLimits(max_bytes=MAX_BYTES, max_pages=MAX_PAGES, cpu_seconds=40, seconds=120)
