"""Run functions in several threads at once, each with its own database connection, as processes have."""

import threading

from django.db import connection


def run_concurrently(*functions, times=1):
    """Call each function in that many threads at once; return the results, and raise the exception of any thread."""
    calls = functions * times
    barrier = threading.Barrier(len(calls))
    results, failures = [], []

    def run(function):
        barrier.wait()
        try:
            results.append(function())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[function]) for function in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results
