"""Personal data by its form: what is found, and what is not taken for it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluations.prototypes.strangers.personal import personal_data_in, remainder


@pytest.mark.parametrize(
    "text",
    [
        "write to ada.lovelace+x@mail.example.org please",
        "ＡＤＡ＠example.org",
        "jürgen@straße-köln.de",
    ],
)
def test_mail_address_is_found(text: str) -> None:
    assert personal_data_in(text) == "a mail address"


# The first three are the examples of the registry of ISO 13616.
@pytest.mark.parametrize(
    "text",
    [
        "GB29 NWBK 6016 1331 9268 19",
        "DE89370400440532013000",
        "pay to NO9386011117947 today",
        "de89-3704-0044-0532-0130-00",
    ],
)
def test_iban_with_a_right_check_number_is_found(text: str) -> None:
    assert personal_data_in(text) == "a bank account (IBAN)"


@pytest.mark.parametrize(
    "text",
    [
        "call +49 30 1234567",
        "0049 30 1234567",
        "(030) 1234 567",
        "030/1234567",
        "212-555-0100",
        "(212) 555-0100",
        "+1 (212) 555-0100.",
    ],
)
def test_phone_number_is_found(text: str) -> None:
    assert personal_data_in(text) == "a phone number"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "The bin on Mill Road was not emptied.",
        "Invoice 20261130 of 12.50 at 10:30",
        "on 2026-11-30 and 30.11.2026",
        "1,234,567.89",
        "order 4711 0815",
        "GB29 NWBK 6016 1331 9268 18",  # a wrong check number
        "meet @ noon",
        "user@host",
        "0.25 of 100",
        "10 000 000",
        "192.168.100.200",
        "9783161484100",
    ],
)
def test_other_text_is_not_taken_for_personal_data(text: str) -> None:
    assert personal_data_in(text) == ""


@given(st.text(max_size=300))
def test_any_text_is_looked_at_without_error(text: str) -> None:
    assert personal_data_in(text) in ("", "a mail address", "a phone number", "a bank account (IBAN)")


@given(st.integers(0, 10**18 - 1))
def test_iban_with_computed_check_digits_is_found_and_with_others_not(number: int) -> None:
    account = f"{number:018d}"
    check = 98 - remainder(f"DE00{account}")
    assert personal_data_in(f"to DE{check:02d}{account}") == "a bank account (IBAN)"
    assert personal_data_in(f"to DE{check % 97 + 2:02d}{account}") != "a bank account (IBAN)"
