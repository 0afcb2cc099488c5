"""Which network a request counts for, where nobody is signed in."""

import pytest

from marketplace.visitors import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("198.51.100.7", "198.51.100.7"),
        ("::ffff:198.51.100.7", "198.51.100.7"),
        ("::FFFF:c633:6407", "198.51.100.7"),
        ("0:0:0:0:0:ffff:198.51.100.8", "198.51.100.8"),
        ("::ffff:0:198.51.100.7", "::/64"),  # not the mapped form
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::9", "2001:db8:1:3::/64"),
        ("::1", "::/64"),
        ("unix:", "unknown"),
        ("", "unknown"),
        (None, "unknown"),
    ],
)
def test_address_counts_for_its_network(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_ipv4_addresses_inside_ipv6_do_not_share_a_network() -> None:
    mapped = {network_of(f"::ffff:203.0.113.{last}") for last in range(20)}
    assert mapped == {f"203.0.113.{last}" for last in range(20)}
