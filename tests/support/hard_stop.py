"""A hard stop for what may hang where no signal gets through, such as a regular expression."""

import multiprocessing
from collections.abc import Callable


def stopped_after(seconds: float, work: Callable, *args):
    """Return what `work` returns; run it in a process of its own that is killed after that many seconds.

    Raises TimeoutError if it was killed, RuntimeError if it ended without an answer. It inherits all that is loaded;
    it must not use the database, whose connection belongs to this process.
    """
    context = multiprocessing.get_context("fork")
    answers, answer = context.Pipe(duplex=False)
    process = context.Process(target=lambda: answer.send(work(*args)), daemon=True)
    process.start()
    answer.close()
    try:
        if not answers.poll(seconds):
            raise TimeoutError(f"{work.__name__} was stopped after {seconds} seconds")
        return answers.recv()
    except EOFError:
        raise RuntimeError(f"{work.__name__} ended without an answer") from None
    finally:
        process.kill()
        process.join()
