import pytest

from marketplace.local.console import WIDTH, step


def test_step_says_what_it_waits_for_once_and_then_its_seconds(capsys: pytest.CaptureFixture[str]) -> None:
    with step("Starting Redis") as note:
        note("it loads")
        note("it loads")
        note("it answers 503")
    first, *waits, last = capsys.readouterr().out.splitlines()
    assert first == "  Starting Redis ".ljust(WIDTH, ".")
    assert waits == ["    waiting: it loads", "    waiting: it answers 503"]
    assert last.startswith(f"{first}   0.0 s")


def test_step_that_fails_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError), step("Starting Redis"):
        raise ZeroDivisionError
    assert capsys.readouterr().out == "  Starting Redis ".ljust(WIDTH, ".") + " not done\n"
