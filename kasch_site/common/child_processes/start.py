"""The program of every child process: limit it, then import and run a module, or become another program.

    python -I start.py ROOT MEMORY CPU_SECONDS FILE_SIZE OPEN_FILES run MODULE ARGUMENTS...
    python -I start.py ROOT MEMORY CPU_SECONDS FILE_SIZE OPEN_FILES exec PROGRAM ARGUMENTS...

The function `main` of the module gets the arguments and returns the exit status. The module must not need Django.
"""

import os
import sys
from importlib import import_module


def main(root: str, memory: str, cpu_seconds: str, file_size: str, open_files: str, mode: str, *command: str) -> int:
    """Limit this process and run the command in it; return its exit status."""
    sys.path.insert(0, root)
    # The path of the site is only known now.
    from kasch_site.common.child_processes.limits import Limits, apply

    apply(Limits(int(memory), int(cpu_seconds), int(file_size), int(open_files)))
    if mode == "exec":
        os.execv(command[0], command)  # noqa: S606 - the caller names the program by its path
    return import_module(command[0]).main(*command[1:])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
