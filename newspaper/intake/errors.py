"""Why a page is refused, in sentences for staff; a whole file: `kasch_site.common.pdf.errors`."""


class PageFailed(Exception):
    """A page could not be read; the message is a sentence."""
