"""The limits of a child process. Nothing of this site is imported: the child imports this before it is limited."""

import resource
from dataclasses import astuple, dataclass

MB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """The limits of a child process: bytes of address space, seconds of CPU time, bytes of a file it writes."""

    memory: int
    cpu_seconds: int
    file_size: int
    open_files: int = 64

    def as_arguments(self) -> list[str]:
        """Return the limits as command line arguments, for `start`."""
        return [str(value) for value in astuple(self)]


def apply(limits: Limits) -> None:
    """Limit this process and those it starts."""
    for kind, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, limits.file_size),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, resource.RLIM_INFINITY))


def restart_cpu_time(cpu_seconds: int) -> None:
    """Allow this process that many further seconds of CPU time."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    until = int(usage.ru_utime + usage.ru_stime) + cpu_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.RLIM_INFINITY))
