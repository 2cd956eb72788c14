"""`make bench`: the costs of the site, compared with a minimal program in the same run."""

import sys

from . import bookings, library, mails, newspaper, newspaper_archive, pages, plan, registrations, scale, search, weight
from .site.house import demo_house

# The benchmarks of scale run last, because they fill the database.
PARTS = (weight, pages, plan, newspaper, registrations, bookings, mails, search, scale, library, newspaper_archive)


def main():
    chosen = [part for part in PARTS if part.__name__.rpartition(".")[2] in sys.argv[1:]] or PARTS
    too_much = False
    with demo_house() as environment:
        for part in chosen:
            for line in part.measure(environment):
                print(line, flush=True)
                too_much = too_much or "TOO" in line
    return 1 if too_much else 0


sys.exit(main())
