"""The site with rate limits that one machine cannot reach; attempts are still counted."""

from kasch_site.wsgi import application

__all__ = ["application"]

from counselling.web.common import HOLD_LIMIT
from kasch_site.common.rate_limits import limits
from kasch_site.visitors.web.counted import STEPS
from library.circulation.patrons import limits as library_limits

for _limit in (limits.FORMS, limits.GUESSES, STEPS, HOLD_LIMIT):
    for _scope in ("visitor", "house", "everybody"):
        object.__setattr__(_limit, _scope, 10**9)
library_limits.MAX_HOLDS_PER_DAY = 10**9
