"""Django's Tasks API on our table: an enqueued task is a row, and its result can be queried."""

from datetime import timedelta

import pytest

from kasch_site.common import clock
from kasch_site.worker import execution
from kasch_site.worker.models import Job
from kasch_site.worker.tasks_api import TaskResultDoesNotExist
from tests.support.toys import toy_jobs


@pytest.mark.django_db
def test_a_caller_can_query_the_result_of_its_job():
    result = toy_jobs.count.enqueue()
    assert result.status == "READY"
    execution.run_due_jobs("me")
    result.refresh()
    assert (result.status, result.return_value, result.attempts) == ("SUCCESSFUL", 1, 1)
    bad = toy_jobs.failing_job.enqueue()
    execution.run_due_jobs("me")
    bad.refresh()
    assert "ValueError in toy_jobs.py" in bad.errors[0].traceback
    for unknown in ("0" * 32, "nonsense"):
        with pytest.raises(TaskResultDoesNotExist):
            toy_jobs.count.get_result(unknown)


@pytest.mark.django_db
def test_a_task_is_stored_with_its_arguments_queue_and_run_time():
    later = clock.now() + timedelta(minutes=5)
    toy_jobs.sweep_alone.using(run_after=later).enqueue(place="Keller")
    job = Job.objects.get()
    assert (job.task_path, job.args, job.kwargs) == (toy_jobs.sweep_alone.module_path, [], {"place": "Keller"})
    assert (job.queue, job.due_at, job.status, job.key) == ("mails", later, "READY", None)
