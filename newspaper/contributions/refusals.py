"""Refusals of contributions."""

from kasch_site.visitors.refusals import RequestRefused


class ContributionRefused(RequestRefused):
    """Raised if a contribution is refused or cannot be changed any more; the message is addressed to the person.

    `field` is the name of the field to correct; "" if it concerns no single field.
    """

    def __init__(self, message: str, field: str = ""):
        super().__init__(message)
        self.field = field
