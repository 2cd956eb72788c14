"""Jobs for tests."""

import time

from kasch_site.worker import execution
from kasch_site.worker.jobs import job

done = []
at_work = []
most_at_work = []
PERSON = "Erika Muster wohnt in der Ahornstraße"


@job("Fegen")
def sweep(place="Hof"):
    done.append(place)


@job("Scheitern")
def failing_job():
    raise ValueError(PERSON)


@job("Allein fegen", queue_name="mails")
def sweep_alone(place="Hof"):
    at_work.append(place)
    most_at_work.append(len(at_work))
    time.sleep(0.01)
    at_work.remove(place)
    done.append(place)


@job("Unsagbares", queue_name="default")
def report_unknown_progress():
    return object()


@job("Zählen", takes_context=True)
def count(context):
    execution.report(context.task_result.id, 3, 20)
    return context.attempt
