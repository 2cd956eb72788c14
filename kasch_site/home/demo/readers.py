"""People who have the plan of the month sent to them: made-up addresses, one that waits for its button."""

import uuid

from kasch_site.messaging.newsletters import subscriptions
from kasch_site.messaging.newsletters.catalogue import mailings

# The domain is one of those that can belong to nobody (RFC 2606).
ON_PAPER = ["familie.beispiel", "gymnastik.gruppe", "lesestube", "nachbarin", "naehen", "chor", "hof.und.garten"]
NOT_CONFIRMED = "noch.nicht.bestaetigt"


def write():
    """Write them into the empty house."""
    offered = mailings()[:1]
    for name in ON_PAPER:
        subscriptions.add_on_paper(f"{name}@example.org", offered)
    subscriptions.ask(f"{NOT_CONFIRMED}@example.org", offered, uuid.uuid4())
