"""How every part is born: tied to the life of its supervisor, marked as ours, as the right user, nice or not.

Run by the supervisor, by path and without site-packages, so it starts in milliseconds and imports nothing of ours:
`python -I -S child.py MARK USER NICENESS DEATH_SIGNAL command ...`. An empty USER stays who we are.
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
PARENT = "OVERLOOKED_PARENT"  # the pid of who starts us, known before we begin: it may be gone by then


def main(mark: str, user: str, niceness: str, death: str, *command: str) -> None:
    parent = int(os.environ.get(PARENT) or os.getppid())
    hold(mark)
    os.nice(int(niceness))
    # Whatever Python has to read is read now: another user may not be let into the folder where it lives.
    program = shutil.which(command[0]) or command[0]
    set_at_death = partial(ctypes.CDLL(None).prctl, PR_SET_PDEATHSIG, signal.Signals[f"SIG{death}"].value)
    if user:
        become(user)
    set_at_death()  # after the change of user, because that change would clear it
    if os.getppid() != parent:
        sys.exit("Whoever started this part ended before it began.")
    os.environ[PARENT] = str(os.getpid())
    os.execv(program, command)  # noqa: S606 - becoming that program is its task


def hold(mark: str) -> None:
    """Share a lock on the mark until the last process of this part ends, however it ends."""
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
