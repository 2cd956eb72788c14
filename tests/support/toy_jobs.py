"""Jobs that exist only in tests."""

from kasch_site.worker import execution
from kasch_site.worker.jobs import job

done = []
PERSON = "Erika Muster wohnt in der Ahornstraße"


@job("Fegen")
def sweep(what="Hof"):
    done.append(what)


@job("Scheitern")
def stumble():
    raise ValueError(PERSON)


@job("Zählen", takes_context=True)
def count(context):
    execution.report(context.task_result.id, 3, 20)
