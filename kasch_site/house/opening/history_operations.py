"""Consequences of reverting a record of the house to an earlier state, or of restoring one from the bin."""

from kasch_site.common import clock
from kasch_site.common.history.reverting import Operations

from .closing import close_house, reopen_house
from .public_holidays import record_public_holidays


class HouseOperations(Operations):
    """The public holidays are those of the federal state."""

    def finish(self, record, before):
        record_public_holidays(clock.today())


class ClosingDayOperations(Operations):
    """Dates on closed days are cancelled; on days that are open again, series take place."""

    def finish(self, record, before):
        reopen_house(clock.today())
        close_house(record.first_day, record.last_day, record.name)
