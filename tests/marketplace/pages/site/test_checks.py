"""An operator is told of settings that harm, and of nothing else."""

import logging

import pytest
from django.core import checks
from django.core.management import call_command
from pytest_django import Settings

from marketplace.pages.site.checks import MIN_KEY, TAG, log_warnings


@pytest.fixture
def good(settings: Settings) -> Settings:
    """A site on the internet that is set up well."""
    settings.HTTPS, settings.SITE_URL, settings.TRUSTED_PROXIES = True, "https://overlooked.example", 1
    settings.ALLOWED_HOSTS = [".overlooked.example"]
    settings.SECRET_KEY = "k" * MIN_KEY
    settings.MAIL_PAGE, settings.EMAIL_BACKEND = False, "django.core.mail.backends.smtp.EmailBackend"
    settings.SECURITY_CONTACT = "mailto:security@overlooked.example"
    return settings


def told() -> set[str | None]:
    return {message.id for message in checks.run_checks(tags=[TAG])}


def test_site_that_is_set_up_well_is_told_nothing(good: Settings) -> None:
    assert not told()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, {"overlooked.W001"}),
        ({"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}, {"overlooked.W001"}),
        ({"SITE_URL": "http://overlooked.example"}, {"overlooked.W002"}),
        ({"HTTPS": False}, {"overlooked.W003"}),
        ({"TRUSTED_PROXIES": 0}, {"overlooked.W004"}),
        ({"SECRET_KEY": "k" * (MIN_KEY - 1)}, {"overlooked.W005"}),
        ({"SECURITY_CONTACT": "security@overlooked.example"}, {"overlooked.W006"}),
        ({"SECURITY_CONTACT": "", "DEFAULT_FROM_EMAIL": "Overlooked <overlooked@localhost>"}, {"overlooked.W007"}),
        ({"ALLOWED_HOSTS": ["another.example"]}, {"overlooked.W009"}),
        ({"OIDC_URL": "http://id.example"}, {"overlooked.W008"}),
        ({"OIDC_URL": "https://id.example"}, set()),
        ({"SECURITY_CONTACT": "", "DEFAULT_FROM_EMAIL": "site@overlooked.example"}, set()),
        ({"MAIL_PAGE": True, "EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}, set()),
    ],
)
def test_setting_that_harms_is_named(good: Settings, changed: dict[str, object], expected: set[str]) -> None:
    for name, value in changed.items():
        setattr(good, name, value)
    assert told() == expected


def test_site_on_one_machine_as_make_up_starts_it_is_told_nothing(settings: Settings) -> None:
    settings.SECRET_KEY, settings.MAIL_PAGE = "k" * 67, True
    assert not told()


def test_command_for_operators_names_it(
    good: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DJANGO_ALLOW_ASYNC_UNSAFE", raising=False)  # browser tests in the same process set it
    good.SITE_URL = "http://overlooked.example"
    call_command("check", "--deploy")
    assert "(overlooked.W002)" in capsys.readouterr().err


def test_web_server_says_it_at_its_start(good: Settings, caplog: pytest.LogCaptureFixture) -> None:
    good.SECRET_KEY = "short"
    with caplog.at_level(logging.WARNING):
        log_warnings()
    assert "SECRET_KEY has fewer than" in caplog.text and "short" not in caplog.text
