"""Run a function in several threads at once, each with its own database connection, as processes have."""

import threading

from django.db import connection


def at_once(number, function):
    """Call the function in that many threads at once and return the results; raise the exception of any thread."""
    together = threading.Barrier(number)
    results, failures = [], []

    def caller():
        together.wait()
        try:
            results.append(function())
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=caller) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results
