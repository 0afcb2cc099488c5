"""Personal data in a text: mail addresses, phone numbers and bank accounts that can be told by their form. Pure.

It finds what was pasted in by mistake, not what somebody hides: names and addresses of streets have no form."""

import re
import unicodedata

MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[^\W\d_]{2,24}")
# Two letters, two check digits, 11 to 30 characters more (ISO 13616); printed in groups of four.
IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,30}(?![A-Z0-9])", re.IGNORECASE)
# Characters of an account by country, from the registry of ISO 13616.
LENGTHS = {
    15: "NO", 16: "BE", 18: "DK FI NL", 19: "SI", 20: "AT EE LT LU", 21: "CH HR LI LV", 22: "BG DE GB IE",
    23: "AE IL", 24: "AD CZ ES RO SA SE SK", 25: "PT", 26: "IS TR", 27: "FR GR IT MC SM", 28: "CY HU PL", 29: "UA",
    31: "MT",
}  # fmt: skip
LENGTH = {country: length for length, countries in LENGTHS.items() for country in countries.split()}
# +49 30 1234567, 0049 30 1234567, (030) 1234567, 030/123 456 7, (212) 555-0100, 212-555-0100
GAP = r"[ ./()\u2010-\u2015-]{0,3}"
PHONE = re.compile(
    rf"(?<![\w+.,])(?:(?:\+|00)[1-9](?:{GAP}\d){{7,14}}"
    rf"|\(?0\d{{1,5}}\)?[ /-]{{1,2}}\d(?:[ /-]?\d){{4,10}}"
    r"|\(?[2-9]\d{2}\)?[ .-]\d{3}[ .-]\d{4})(?![\w])"
)


def personal_data_in(text: str) -> str:
    """What was found, as "a mail address", "a phone number" or "a bank account (IBAN)"; "" if nothing."""
    plain = unicodedata.normalize("NFKC", text)
    if MAIL.search(plain):
        return "a mail address"
    if any(is_iban(found[0]) for found in IBAN.finditer(plain)):
        return "a bank account (IBAN)"
    return "a phone number" if PHONE.search(plain) else ""


def is_iban(text: str) -> bool:
    """Whether it begins with an account whose check number is right (ISO 7064, MOD 97-10); words may follow."""
    account = re.sub(r"[ -]", "", text).upper()
    length = LENGTH.get(account[:2], len(account) + 1)
    return length <= len(account) and remainder(account[:length]) == 1


def remainder(account: str) -> int:
    """Modulo 97, with letters as the numbers 10 to 35, after the first four characters have moved to the end."""
    return int("".join(str(int(char, 36)) for char in account[4:] + account[:4])) % 97
