"""Workbooks written by hand: the least that a spreadsheet would open, and hostile ones."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Rows = Sequence[Sequence[str | int | float]]
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>'
)
MANIFEST = 'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
ODS = "urn:oasis:names:tc:opendocument:xmlns"


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    page = io.BytesIO()
    with zipfile.ZipFile(page, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part, zipfile.ZIP_STORED if name == "mimetype" else None)
    return page.getvalue()


def xlsx(sheets: Mapping[str, Rows | str], more: Mapping[str, str] | None = None) -> bytes:
    """`sheets`: by their names, as rows, or as the XML of all their cells; `more`: other parts of the file."""
    numbered = [*enumerate(sheets.items(), 1)]
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="r{n}"/>' for n, (name, _) in numbered)
    kind = f"{OFFICE}/worksheet"
    targets = [f'<Relationship Id="r{n}" Type="{kind}" Target="worksheets/sheet{n}.xml"/>' for n, _ in numbered]
    relations = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'<Relationships {relations}><Relationship Id="r1" Type="{OFFICE}/officeDocument"'
        ' Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships {relations}>{''.join(targets)}</Relationships>",
    }
    for number, (_, rows) in numbered:
        data = rows if isinstance(rows, str) else "".join(map(_row, range(1, len(rows) + 1), rows))
        parts[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {MAIN}><sheetData>{data}</sheetData></worksheet>"
    return packed(parts | dict(more or {}))


def _row(number: int, row: Sequence[str | int | float]) -> str:
    cells = [_cell(f"{chr(65 + place)}{number}", value) for place, value in enumerate(row)]
    return f'<row r="{number}">{"".join(cells)}</row>'


def _cell(place: str, value: str | int | float) -> str:
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def ods(sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    tables = ""
    for name, rows in sheets.items():
        cells = [[f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
                  for cell in row] for row in rows]  # fmt: skip
        listed = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in cells)
        tables += f"<table:table table:name={quoteattr(name)}>{listed}</table:table>"
    spaces = " ".join(f'xmlns:{name}="{ODS}:{name}:1.0"' for name in ("office", "table", "text"))
    content = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest:manifest {MANIFEST}/>",
            "content.xml": f"<office:document-content {spaces}>{content}</office:document-content>",
        }
    )
