"""Why a document or a page is refused, in sentences for staff."""


class FileRefused(Exception):
    """A file is refused; the message is a sentence that says why, and what to do."""


class PageFailed(Exception):
    """A page could not be read; the message is a sentence."""
