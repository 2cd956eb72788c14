"""Jobs in the admin: plain texts, retry, and progress."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from kasch_site.accounts.models import User
from kasch_site.accounts.roles import EDITORS, LEAD
from kasch_site.common import clock
from kasch_site.worker import execution
from kasch_site.worker.models import Job
from kasch_site.worker.section import section
from tests.support.browser.markup import parse
from tests.support.toys import toy_jobs

pytestmark = pytest.mark.django_db
LIST = "/admin/worker/job/"


@pytest.fixture
def staff(client, house):
    client.user = User.objects.create_user("erika", is_staff=True)
    client.user.groups.add(Group.objects.get(name=LEAD))
    client.force_login(client.user)
    return client


def running(job):
    now = clock.now()
    Job.objects.filter(pk=job.id).update(status="RUNNING", started_at=now, leased_until=now + execution.LEASE)
    return Job.objects.get(pk=job.id)


def progress_of(job):
    return reverse("admin:worker_jobprogress", args=[job.pk])


def test_the_list_explains_failures_in_plain_words_and_offers_a_retry(staff):
    toy_jobs.failing_job.enqueue()
    execution.run_due_jobs("me")
    (task,) = section.todo(staff.user)
    assert (task.text, task.urgent) == ("Eine Arbeit im Hintergrund ist misslungen.", True)
    text = parse(staff.get(task.url)).one("table").text
    assert "Scheitern" in text
    assert "misslungen" in text
    assert "Ein Fehler im Programm: ValueError in toy_jobs.py, line" in text
    assert "Erika" not in text
    chosen = {"action": "try_again", "_selected_action": [Job.objects.get().pk]}
    assert "Eine Arbeit wird noch einmal versucht." in parse(staff.post(LIST, chosen, follow=True)).text
    assert Job.objects.get().status == "READY"
    assert "Nur was misslungen ist" in parse(staff.post(LIST, chosen, follow=True)).text


def test_an_acknowledged_failure_leaves_the_admin_index(staff):
    toy_jobs.failing_job.enqueue()
    execution.run_due_jobs("me")
    toy_jobs.sweep.enqueue()
    chosen = {"action": "dismiss", "_selected_action": list(Job.objects.values_list("pk", flat=True))}
    assert "Eine misslungene Arbeit ist" in parse(staff.post(LIST, chosen, follow=True)).text
    assert [job.status for job in Job.objects.all()] == ["READY"]
    assert section.todo(staff.user) == []


def test_a_job_that_killed_its_processes_is_explained(staff):
    toy_jobs.sweep.enqueue()
    Job.objects.update(status="FAILED", finished_at=clock.now(), error="killed")
    assert "mehrmals mitten in der Arbeit beendet" in parse(staff.get(LIST)).text


def test_the_progress_of_a_job_is_shown_without_javascript(staff):
    job = running(toy_jobs.sweep.enqueue())
    execution.report(job.pk, 3, 20)
    listed = parse(staff.get(LIST))
    assert listed.one("a", href=progress_of(job)).text == "läuft: 3 von 20"
    response = staff.get(progress_of(job))
    assert response["Refresh"] == "3"
    page = parse(response)
    bar = page.one("progress")
    assert (bar["value"], bar["max"]) == ("3", "20")
    assert page.one("h1").text == "Fegen"
    still = staff.get(progress_of(job) + page.one("a", href="?ruhig=1")["href"])
    assert "Refresh" not in still


def test_a_finished_job_is_reported_and_the_page_stops_reloading(staff):
    toy_jobs.sweep.enqueue()
    execution.run_due_jobs("me")
    response = staff.get(progress_of(Job.objects.get()))
    assert "Refresh" not in response
    assert "Erledigt" in parse(response).one("main").text


def test_a_missing_worker_is_urgent_and_shown_on_progress_pages(staff, time_machine):
    time_machine.move_to("2026-11-24 10:00+01:00", tick=False)
    staff.force_login(staff.user)
    job = toy_jobs.sweep.enqueue()
    assert section.todo(staff.user) == []
    time_machine.shift(timedelta(minutes=6))
    (task,) = section.todo(staff.user)
    assert task.text.startswith("Der Hintergrunddienst läuft nicht")
    assert task.urgent
    assert "wartet" in parse(staff.get(task.url)).one("table").text
    assert "Der Hintergrunddienst läuft nicht" in parse(staff.get(progress_of(Job.objects.get(pk=job.id)))).text
    execution.claim("back")
    assert section.todo(staff.user) == []


def test_staff_without_permission_see_nothing_about_jobs(client, house):
    user = User.objects.create_user("berta", is_staff=True)
    client.force_login(user)
    toy_jobs.failing_job.enqueue()
    execution.run_due_jobs("me")
    assert section.todo(user) == []
    assert client.get(progress_of(Job.objects.get())).status_code == 403


def test_jobs_cannot_be_edited_in_the_admin(staff):
    toy_jobs.sweep.enqueue()
    job = Job.objects.get()
    assert staff.post(f"{LIST}{job.pk}/change/", {"task_path": "os.system"}).url == LIST
    assert staff.get(f"{LIST}add/").status_code == 403
    assert Job.objects.get().task_path == job.task_path


def test_the_list_of_jobs_has_a_constant_query_count(staff, django_assert_max_num_queries, django_assert_num_queries):
    execution.report(toy_jobs.sweep.enqueue().id, 1, 2)
    staff.get(LIST)
    with django_assert_max_num_queries(30) as queries:
        staff.get(LIST)
    for _number in range(30):
        execution.report(toy_jobs.sweep.enqueue().id, 1, 2)
    with django_assert_num_queries(len(queries)):
        staff.get(LIST)


def test_editors_are_not_asked_to_look_after_jobs(client, house):
    editor = User.objects.create_user("emil", is_staff=True)
    editor.groups.add(Group.objects.get(name=EDITORS))
    client.force_login(editor)
    toy_jobs.failing_job.enqueue()
    execution.run_due_jobs("me")
    assert section.todo(editor) == [] and client.get(LIST).status_code == 403
