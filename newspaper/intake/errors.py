"""Errors in reading a page, as sentences for staff; those of a whole file are in `kasch_site.common.pdf.errors`."""


class PageFailed(Exception):
    """Raised if a page could not be read; the message is a sentence."""
