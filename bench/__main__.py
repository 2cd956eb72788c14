"""`make bench`: what the site costs, side by side with something bare in the same run."""

import sys

from . import pages, plan, scale, signups, weight
from .house import demo_house


def main():
    too_much = False
    with demo_house() as environment:
        for part in (
            weight.measure,
            pages.measure,
            lambda _environment: plan.measure(),
            signups.measure,
            scale.measure,
        ):
            for line in part(environment):
                print(line, flush=True)
                too_much = too_much or "TOO" in line
    return 1 if too_much else 0


sys.exit(main())
