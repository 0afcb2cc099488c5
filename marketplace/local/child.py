"""The start of every program: it ends with its supervisor, holds the mark, and gets its user and niceness.

The supervisor runs it by path and without site-packages, so it starts in milliseconds and imports none of our modules:
`python -I -S child.py MARK USER NICENESS DEATH_SIGNAL command ...`. An empty USER keeps the present user.
"""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import sys
from functools import partial

PR_SET_PDEATHSIG = 1
PARENT = "OVERLOOKED_PARENT"  # the pid of the starting process; it may already be gone when this begins


def main(mark: str, user: str, niceness: str, death: str, *command: str) -> None:
    parent = int(os.environ.get(PARENT) or os.getppid())
    hold(mark)
    os.nice(int(niceness))
    # Python reads all that it needs now: another user may have no access to its folder.
    program = shutil.which(command[0]) or command[0]
    set_at_death = partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, signal.Signals[f"SIG{death}"].value)
    if user:
        become(user)
    set_at_death()  # after the change of user, because that change would clear it
    if os.getppid() != parent:
        sys.exit("The process that started this program ended before it began.")
    os.environ[PARENT] = str(os.getpid())
    os.execv(program, command)  # noqa: S606 - to become that program is its task


def hold(mark: str) -> None:
    """Share a lock on the mark until the last process of this program ends, in whatever way."""
    handle = os.open(mark, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_SH)
    os.set_inheritable(handle, True)


def become(user: str) -> None:
    account = pwd.getpwnam(user)
    os.setgroups([])
    os.setgid(account.pw_gid)
    os.setuid(account.pw_uid)


if __name__ == "__main__":
    main(*sys.argv[1:])
