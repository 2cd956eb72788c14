"""Why a PDF is refused, in sentences for staff."""


class FileRefused(Exception):
    """A file is refused; the message is a sentence that says why, and what to do."""
