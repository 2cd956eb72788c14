"""Refused contributions."""

from kasch_site.visitors.refusals import RequestRefused


class ContributionRefused(RequestRefused):
    """A contribution cannot be accepted, or cannot be changed any more; the message says why, and what to do.

    `field` is the name of what has to be corrected; "" if it is no single answer.
    """

    def __init__(self, message: str, field: str = ""):
        super().__init__(message)
        self.field = field
