"""While the site runs: say when a part ended and was started again, and give up when the supervisor is gone."""

import time

from marketplace.local.faults import Fault
from marketplace.local.steps import say
from marketplace.local.supervisor import Supervisor, log

EVERY = 1.0


def watch(supervisor: Supervisor) -> None:
    """Until a signal ends it. Raises Fault when supervisord itself dies, which ends every part."""
    known = supervisor.pids()
    while True:
        time.sleep(EVERY)
        if not supervisor.answers():
            raise Fault(f"The supervisor ended unexpectedly; see {log(supervisor.place, 'supervisord')}.")
        now = supervisor.pids()
        for name in sorted(now):
            if now[name] != known[name]:
                say(f"{time.strftime('%H:%M:%S')} {name} {news(now[name])}; see {log(supervisor.place, name)}")
        known = now


def news(pid: int) -> str:
    return f"ended and was started again as process {pid}" if pid else "ended and will be started again"
