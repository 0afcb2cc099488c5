"""The QR code of a panel's link."""

import re

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html

from marketplace.pages.glance.qr import QUIET, qr_code
from tests.evaluations.panel.cast import make_ideas
from tests.factories import make_person
from tests.marketplace.pages.glance.test_panels import made


@settings(max_examples=20)
@given(st.text(min_size=1, max_size=100))
def test_code_is_square_with_a_quiet_edge_and_the_three_finders(text: str) -> None:
    drawing = qr_code(text)
    side = int(re.findall(r'viewBox="0 0 (\d+) ', drawing)[0])
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1", drawing)}
    assert (side - 2 * QUIET - 17) % 4 == 0
    assert all(QUIET <= place < side - QUIET for module in dark for place in module)
    far = side - QUIET - 7
    for left, top in ((QUIET, QUIET), (far, QUIET), (QUIET, far)):
        frame = {(left + step, top) for step in range(7)} | {(left, top + step) for step in range(7)}
        assert frame <= dark and (left + 1, top + 1) not in dark and (left + 3, top + 3) in dark


@pytest.mark.django_db
def test_maker_has_the_link_as_a_drawing_without_script_or_style(client: Client) -> None:
    maker = make_person()
    client.force_login(maker)
    panel = made(client, *make_ideas("Smiths", author=maker))
    page = client.get(panel.get_absolute_url()).text
    (drawing,) = html.fromstring(page).xpath('//*[name()="svg" and @class="qr"]')
    assert "style" not in drawing.attrib and not drawing.xpath(".//@style|.//*[name()='script']")
    client.post(f"{panel.get_absolute_url()}close/")
    assert 'class="qr"' not in client.get(panel.get_absolute_url()).text
