"""Answers the examples of this run again, with the recipe that the site used, which is in the folder `evaluations`.

Each example is answered by a recipe that was fitted on the other folds alone, as on the site."""

import sys
from collections.abc import Iterator

import overlooked_score as ours

from evaluations.prototypes.recipes import RECIPES
from evaluations.prototypes.recipes.types import Answered, ExampleRow, Setting


def answers() -> Iterator[tuple[int, str]]:
    """The row of each example, with its answer."""
    about, recipe = ours.run()["examples"], RECIPES[ours.run()["run"]["recipe"]]
    rows = sorted(ours.examples().values(), key=lambda row: row["turn"])
    for fold in range(about["folds"]):
        training = [ExampleRow(row["input"], row["expected"]) for row in rows if row["fold"] != fold]
        fitted = recipe.fit(about["task"], training, Setting(schema=about["schema"]))
        for row in rows:
            if row["fold"] == fold and row["in_sample"]:
                asked = fitted.ask(ExampleRow(row["input"], ""))
                assert isinstance(asked, Answered)
                yield row["row"], asked.answer


def main() -> None:
    stored = {each["row"]: each["answer"] for each in ours.lines("results.jsonl")}
    again = dict(answers())
    other = sorted(row for row, answer in stored.items() if again.get(row) != answer)
    for row in other:
        say(f"Row {row}: the site has {stored[row]!r}, and now it is {again.get(row)!r}.")
    say(f"{len(stored) - len(other)} of {len(stored)} answers are the same.")


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
