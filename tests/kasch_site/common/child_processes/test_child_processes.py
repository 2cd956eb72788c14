"""Child processes return results within their limits, and are killed beyond them."""

import tempfile

import pytest

from kasch_site.common.child_processes import sandbox
from kasch_site.common.child_processes.limits import MB, Limits
from kasch_site.common.child_processes.running import ChildConnection, ChildFailed, run
from kasch_site.common.child_processes.sandbox import module_command, program_command
from tests.support.processes import children

pytestmark = pytest.mark.real_time
LIMITS = Limits(memory=300 * MB, cpu_seconds=5, file_size=1 * MB)


def command(*arguments, limits=LIMITS, readable=()):
    return module_command(children.__name__, arguments, limits, readable)


def output_of(command, **options):
    with tempfile.TemporaryFile() as output:
        run(command, output, seconds=30, **options)
        return output.read()


@pytest.fixture
def child():
    with ChildConnection(command("serve", "1"), seconds=20) as conversation:
        yield conversation


def test_a_child_answers_one_request_after_the_other_with_bytes(child):
    assert child.request({"text": "first"}, MB) == ({"echo": "first"}, [])
    assert child.request({"text": "Größe", "sizes": [3, 0, 2]}, MB) == ({"echo": "Größe"}, [b"xxx", b"", b"xx"])


def test_a_reply_that_is_too_large_is_not_taken(child):
    with pytest.raises(ChildFailed, match="too large"):
        child.request({"text": "much", "sizes": [3 * MB]}, MB)


@pytest.mark.parametrize(("request_", "status"), [("status", 7), ("spin", None)])
def test_a_killed_child_raises_an_exception(child, request_, status):
    with pytest.raises(ChildFailed) as error:
        child.request({"text": request_}, MB)
    assert error.value.status == status or (status is None and error.value.status)


def test_a_child_that_does_not_respond_is_killed():
    with ChildConnection(command("serve"), seconds=1) as child, pytest.raises(ChildFailed) as error:
        child.request({"text": "sleep"}, MB)
    assert error.value.status is None


def test_memory_and_output_size_are_limited():
    with pytest.raises(ChildFailed):
        output_of(command("memory"))
    assert len(output_of(command("write", str(MB)))) == MB
    with pytest.raises(ChildFailed):
        output_of(command("write", str(MB + 1)))


def test_a_program_of_the_machine_runs_under_the_same_limits():
    assert output_of(program_command("/usr/bin/wc", ["-c"], LIMITS), content=b"12345").split() == [b"5"]
    with pytest.raises(ChildFailed):
        output_of(program_command("/usr/bin/head", ["-c", str(2 * MB), "/dev/zero"], LIMITS))


def test_in_the_sandbox_a_child_reads_only_what_it_was_given(tmp_path):
    if not sandbox.is_available():
        pytest.skip("bubblewrap is missing or may not make sandboxes: children were tested WITHOUT it.")
    secret, given = tmp_path / "secret.txt", tmp_path / "given.txt"
    secret.write_text("secret")
    given.write_text("given")
    assert output_of(command("read", str(given), readable=[given])) == b"given"
    with pytest.raises(ChildFailed):
        output_of(command("read", str(secret), readable=[given]))


def test_without_bubblewrap_the_limits_hold_too(monkeypatch):
    monkeypatch.setattr(sandbox, "is_available", lambda: False)
    assert "bwrap" not in command("status", "0")[0]
    assert output_of(command("status", "0")) == b""
    with pytest.raises(ChildFailed):
        output_of(command("memory"))
