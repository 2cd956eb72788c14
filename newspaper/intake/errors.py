"""Why a document or a page is not taken, in sentences for staff."""


class FileRefused(Exception):
    """A file is not taken; the message is a sentence that says why, and what to do."""


class PageFailed(Exception):
    """A page could not be read; the message is a sentence."""
