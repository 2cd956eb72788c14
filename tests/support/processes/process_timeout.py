"""Run a function in a process that is killed after a time, such as a regular expression that no signal interrupts."""

import multiprocessing
from collections.abc import Callable


def run_with_timeout(seconds: float, work: Callable, *args):
    """Run `work` in a separate process that is killed after that many seconds; return its result.

    Raise `TimeoutError` if it was killed, RuntimeError if it ended without a result. It inherits all loaded modules;
    it must not use the database connection, which belongs to this process.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=lambda: sender.send(work(*args)), daemon=True)
    process.start()
    sender.close()
    try:
        if not receiver.poll(seconds):
            raise TimeoutError(f"{work.__name__} was killed after {seconds} seconds")
        return receiver.recv()
    except EOFError:
        raise RuntimeError(f"{work.__name__} ended without a result") from None
    finally:
        process.kill()
        process.join()
