"""A link as a QR code (ISO/IEC 18004), to be shown on a wall or printed: an SVG without script, style or colour of its
own."""

from django.utils.html import format_html
from django.utils.safestring import SafeString
from qrcode import QRCode
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around it, as the standard wants


def qr_code(text: str) -> SafeString:
    """Dark modules are one path, black; the stylesheet puts them on white in every theme, or else phones cannot read
    them."""
    code = QRCode(error_correction=ERROR_CORRECT_M, border=QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)
    drawing = (
        '<svg class="qr" viewBox="0 0 {0} {0}" role="img" aria-label="The link as a QR code">'
        '<path shape-rendering="crispEdges" d="{1}"/></svg>'
    )
    return format_html(drawing, len(rows), path)
