"""Processes that do not outlive the one that started them.

`python -m opickme.serving.lifeline <manage.py arguments>` runs a command of the project in that way.
"""

import ctypes
import os
import signal
import sys

PARENT = "OPICKME_PARENT"
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def die_with_parent(parent: int) -> None:
    """Have the kernel kill this process when the process `parent`, which started it, ends in whatever way.

    Elsewhere than on Linux it has no effect.
    """
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    if os.getppid() != parent:
        os._exit(1)  # it had ended before the kernel was told


def main() -> None:
    die_with_parent(int(os.environ.pop(PARENT)))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "opickme.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *sys.argv[1:]])


if __name__ == "__main__":
    main()
