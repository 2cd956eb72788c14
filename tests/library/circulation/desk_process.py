"""A desk in a separate process, to be killed: lends and returns copies, and prints each confirmed action.

python -m tests.library.circulation.desk_process SEED
"""

import os
import random
import sys

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kasch_site.settings.test")
    django.setup()

    from library.circulation.loans import loans
    from library.circulation.refusals import CirculationRefused
    from library.models import Copy, Loan, Patron

    rng = random.Random(int(sys.argv[1]))
    copies, patrons = list(Copy.objects.order_by("pk")), list(Patron.objects.order_by("pk"))
    while True:
        copy = rng.choice(copies)
        try:
            if Loan.objects.open().filter(copy=copy).exists():
                loan = loans.take_back(copy).loan
                print(f"returned {loan.pk}" if loan else "shown 0", flush=True)
            else:
                print(f"lent {loans.lend(copy, rng.choice(patrons)).loan.pk}", flush=True)
        except CirculationRefused:
            continue
