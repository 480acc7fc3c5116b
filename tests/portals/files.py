"""Files as portals offer them: PDF, Word, Excel, OpenDocument and RTF, written for the tests.

Each is a list of paragraphs in the smallest form that readers of its kind open.
"""

import io
import textwrap
import zipfile
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path, PurePosixPath

OFFICE = "http://schemas.openxmlformats.org"
LINE = 80
"""Letters in a line of a PDF."""
DOCUMENTS = Path(__file__).parent / "documents"
RECORDED = {".doc": DOCUMENTS / "thong-bao.doc", ".xls": DOCUMENTS / "du-toan.xls"}
"""What LibreOffice wrote of texts of the tests: the old formats are no text in a zip."""
SCANNED = "ban-chup"  # "scanned copy"
"""A PDF with this in its name is a picture of a page, without a text layer."""


def pdf(paragraphs: Sequence[str]) -> bytes:
    """Return a PDF whose Vietnamese letters a reader finds through the font's ToUnicode table."""
    lines = [line for text in paragraphs for line in textwrap.wrap(text, LINE)]
    shown = "\n".join(f"<{line.encode('utf-16-be').hex()}> Tj T*" for line in lines)
    codes = sorted({ord(letter) for line in lines for letter in line})
    table = "\n".join(
        f"{len(part)} beginbfchar\n{''.join(f'<{c:04x}> <{c:04x}>' for c in part)} endbfchar"
        for part in (codes[start : start + 100] for start in range(0, len(codes), 100))
    )
    font = "/BaseFont/Times-Roman"
    system = "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    return _pdf(
        "<</Font<</F 5 0 R>>>>",
        f"BT /F 11 Tf 14 TL 40 800 Td\n{shown}\nET",
        f"<</Type/Font/Subtype/Type0{font}/Encoding/Identity-H/ToUnicode 7 0 R"
        "/DescendantFonts[6 0 R]>>",
        f"<</Type/Font/Subtype/CIDFontType2{font}{system}/DW 500/FontDescriptor 8 0 R>>",
        _stream(
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
            "1 begincodespacerange <0000> <ffff> endcodespacerange\n"
            f"{table}\nendcmap end end"
        ),
        f"<</Type/FontDescriptor/FontName{font[9:]}/Flags 4/ItalicAngle 0/Ascent 800"
        "/Descent -200/CapHeight 700/StemV 80/FontBBox[0 -200 1000 800]>>",
    )


def scan() -> bytes:
    """Return a PDF that is the picture of a page: nothing in it can be read without its pixels."""
    picture = "<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
    picture += "/BitsPerComponent 8/Length 1>>stream\n~\nendstream"
    return _pdf("<</XObject<</P 5 0 R>>>>", "q 595 0 0 842 0 0 cm /P Do Q", picture)


def _pdf(resources: str, content: str, *objects: str) -> bytes:
    """Return a PDF of one page; `objects` are numbered from 5."""
    numbered = (
        "<</Type/Catalog/Pages 2 0 R>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources {resources}>>",
        _stream(content),
        *objects,
    )
    body, places = b"%PDF-1.4\n", []
    for number, text in enumerate(numbered, 1):
        places.append(len(body))
        body += f"{number} 0 obj{text}endobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    head = f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}"
    tail = f"trailer<</Root 1 0 R/Size {len(places) + 1}>>\nstartxref\n{len(body)}\n%%EOF\n"
    return body + (head + tail).encode()


def _stream(text: str) -> str:
    return f"<</Length {len(text)}>>stream\n{text}\nendstream"


def docx(paragraphs: Sequence[str]) -> bytes:
    """Return a Word document."""
    main = f"{OFFICE}/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{escape(text)}</w:t></w:r></w:p>" for text in paragraphs)
    return _office(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "word/document.xml",
        f'<w:document xmlns:w="{main}"><w:body>{body}</w:body></w:document>',
    )


def xlsx(paragraphs: Sequence[str]) -> bytes:
    """Return an Excel workbook, a paragraph a row, its cells divided by " | "."""
    main = f"{OFFICE}/spreadsheetml/2006/main"
    rows = "".join(
        "<row>"
        + "".join(
            f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in text.split(" | ")
        )
        + "</row>"
        for text in paragraphs
    )
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.{}+xml"
    sheet = "xl/worksheets/sheet1.xml"
    return _office(
        kind.format("sheet.main"),
        "xl/workbook.xml",
        f'<workbook xmlns="{main}" xmlns:r="{OFFICE}/officeDocument/2006/relationships">'
        '<sheets><sheet name="Biểu 1" sheetId="1" r:id="r1"/></sheets></workbook>',
        {
            "xl/_rels/workbook.xml.rels": _relations("worksheet", "worksheets/sheet1.xml"),
            sheet: f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
        },
        f'<Override PartName="/{sheet}" ContentType="{kind.format("worksheet")}"/>',
    )


def _office(
    kind: str, name: str, main: str, more: dict[str, str] | None = None, types: str = ""
) -> bytes:
    """Return an Office Open XML package with its main part and more parts."""
    listed = (
        f'<Types xmlns="{OFFICE}/package/2006/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{name}" ContentType="{kind}"/>{types}</Types>'
    )
    parts = {
        "[Content_Types].xml": listed,
        "_rels/.rels": _relations("officeDocument", name),
        name: main,
    }
    return _zip(parts | (more or {}))


def _relations(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{OFFICE}/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"/>'
        "</Relationships>"
    )


def odt(paragraphs: Sequence[str]) -> bytes:
    """Return an OpenDocument text."""
    space = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
    body = "".join(f"<t:p>{escape(text)}</t:p>" for text in paragraphs)
    return _zip(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<o:document-content xmlns:o="{space.format("office")}" '
            f'xmlns:t="{space.format("text")}"><o:body><o:text>{body}</o:text></o:body>'
            "</o:document-content>",
        }
    )


def _zip(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            declared = f'<?xml version="1.0" encoding="UTF-8"?>{text}' if text[0] == "<" else text
            package.writestr(zipfile.ZipInfo(name), declared.encode())
    return file.getvalue()


def rtf(paragraphs: Sequence[str]) -> bytes:
    """Return a Rich Text document; letters beyond ASCII are numbered, as Word writes them."""
    letters = (
        letter if ord(letter) < 128 else f"\\u{ord(letter)}?"
        for text in paragraphs
        for letter in f"{text}\n"
    )
    return f"{{\\rtf1\\ansi {''.join(letters)}}}".replace("\n", "\\par\n").encode("ascii")


WRITERS: dict[str, Callable[[Sequence[str]], bytes]] = {
    ".pdf": pdf,
    ".docx": docx,
    ".xlsx": xlsx,
    ".odt": odt,
    ".rtf": rtf,
}


def text_of(name: str) -> tuple[str, ...]:
    """Return paragraphs of a document that tell its file's name."""
    return (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        f"Văn bản kèm theo tệp {PurePosixPath(name).stem}",
        "Các phòng, ban và đơn vị liên quan có trách nhiệm thi hành văn bản này kể từ ngày ký.",
    )


def file_of(name: str, paragraphs: Sequence[str]) -> bytes:
    """Return a file of the kind that its name ends in; raises KeyError for any other.

    A .doc or .xls is one of `RECORDED`, whatever the paragraphs.
    """
    if SCANNED in name:
        return scan()
    ending = PurePosixPath(name).suffix.lower()
    if ending in RECORDED:
        return RECORDED[ending].read_bytes()
    return WRITERS[ending](paragraphs)
