import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evaluations.prototypes.models import Run
from evaluations.prototypes.runs.repeat import CannotRepeat, TrialChange, repeat

SHOWN = 80  # characters of each text


class Command(BaseCommand):
    help = (
        "Repeat a run on the same model, past the cache, and say what differs; what is stored stays as it is. "
        "Ends with 0 when all is the same, 1 when something differs, 2 when it could not be done."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, help="The number in the address of the run's page.")
        parser.add_argument(
            "--wait", type=float, default=0.0, metavar="SECONDS", help="How long to wait for a place beside other runs."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        run = Run.objects.for_rows().filter(pk=options["run"]).first()
        if run is None:
            raise CommandError(f"There is no run {options['run']}.", returncode=2)
        self.stdout.write(f"Run {run.pk}: {run}, {run.revision}")
        try:
            repeated = repeat(run, options["wait"])
        except CannotRepeat as why:
            raise CommandError(str(why), returncode=2) from why
        for change in repeated.whole:
            self.stdout.write(line_of(change))
        for row, changes in repeated.rows.items():
            self.stdout.write(f"Row {row}: {'; '.join(map(line_of, changes))}")
        counts = f"{repeated.same} the same, {len(repeated.rows)} different"
        self.stdout.write(f"{counts}, {repeated.scored_otherwise} of them in the score.")
        if not repeated.is_same:
            sys.exit(1)


def line_of(change: TrialChange) -> str:
    return f"{change.what} was {printable(change.before)}, is {printable(change.now)}"


def printable(text: str) -> str:
    """Safe for a terminal, which would obey some of the characters that a model can write."""
    plain = "".join(char if char.isprintable() else f"\\u{ord(char):04x}" for char in text[:SHOWN])
    return f"“{plain}{'…' if len(text) > SHOWN else ''}”"
