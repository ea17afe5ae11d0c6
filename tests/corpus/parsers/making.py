"""Small office files made in memory, part by part, so that each test shows what it reads."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
MORE = (
    f'{W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
WORD_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
    f'<Override PartName="/word/numbering.xml" ContentType="{WORD}.numbering+xml"/></Types>'
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def relations(**targets: str) -> str:
    """A part of relationships: the kind and the target of each."""
    rows = "".join(
        f'<Relationship Id="{kind}" Type="{RELATION}/{kind.rstrip("0123456789")}" Target="{target}"/>'
        for kind, target in targets.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'


# -- Word -------------------------------------------------------------------------------------------------
def p(text: str, num: int | None = None, level: int = 0, style: str | None = None) -> str:
    """A paragraph, with its place in a list or its style."""
    numbered = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>' if num is not None else ""
    styled = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{styled}{numbered}</w:pPr><w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def levels(*given: str | tuple[str, str], list_id: int = 1, more: Mapping[int, str] | None = None) -> str:
    """An abstract list: a format and a text for each level."""
    written = ""
    for index, level in enumerate(given):
        name, text = level if isinstance(level, tuple) else ("chineseCountingThousand", level)
        extra = (more or {}).get(index, "")
        written += f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{name}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'
    return f'<w:abstractNum w:abstractNumId="{list_id}">{written}</w:abstractNum>'


def num(number: int, list_id: int = 1, inner: str = "") -> str:
    """A list that paragraphs name."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{list_id}"/>{inner}</w:num>'


def row(*cells: str, head: bool = False) -> str:
    """A table row; a cell may bring its own properties before a bar (`<w:gridSpan w:val="2"/>|text`)."""
    written = ""
    for cell in cells:
        properties, _, text = cell.rpartition("|")
        written += f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"
    return f"<w:tr>{'<w:trPr><w:tblHeader/></w:trPr>' if head else ''}{written}</w:tr>"


def docx(
    body: str, numbering: str = "", styles: str = "", parts: Mapping[str, str] | None = None, **related: str
) -> bytes:
    """A Word file."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": WORD_TYPES,
        "_rels/.rels": relations(officeDocument="word/document.xml"),
        "word/document.xml": f"<w:document {MORE}><w:body>{body}</w:body></w:document>",
    }
    links = dict(related)
    if numbering:
        files["word/numbering.xml"] = f"<w:numbering {W}>{numbering}</w:numbering>"
        links["numbering"] = "numbering.xml"
    if styles:
        files["word/styles.xml"] = f"<w:styles {W}>{styles}</w:styles>"
        links["styles"] = "styles.xml"
    files["word/_rels/document.xml.rels"] = relations(**links)
    return zipped({**files, **(parts or {})})


# -- PDF --------------------------------------------------------------------------------------------------
Placed = tuple[float, float, float, str]  # x and y from the upper left corner, size, text


def pdf(
    pages: Sequence[Sequence[Placed]], rules: Sequence[tuple[float, float, float, float]] = (), extra: str = ""
) -> bytes:
    """A PDF of A4 pages whose one font is known by name alone (STSong-Light with Adobe's table for Unicode)."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{6 + 2 * i} 0 R' for i in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /FontDescriptor 5 0 R /DW 1000 /W [1 [500] 814 939 500] "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>",
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880 "
        "/Descent -120 /CapHeight 880 /StemV 93 >>",
    ]
    for number, page in enumerate(pages):
        content = "".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {842 - y} Tm <{text.encode('utf-16-be').hex()}> Tj ET\n"
            for x, y, size, text in page
        )
        content += "".join(f"{x0} {842 - y0} m {x1} {842 - y1} l S\n" for x0, y0, x1, y1 in rules)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents {7 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}endstream")
    out = b"%PDF-1.4\n"
    places = []
    for index, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{index} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R {extra}>>\nstartxref\n{start}\n%%EOF\n".encode()


def set_lines(
    paragraphs: Sequence[str], chars: int, size: float = 16, x: float = 80, top: float = 110, pitch: float = 28
) -> list[Placed]:
    """Paragraphs set as lines of so many characters, each first line two characters in."""
    placed: list[Placed] = []
    y = top
    for paragraph in paragraphs:
        first = True
        while paragraph or first:
            room = chars - 2 if first else chars
            placed.append((x + 2 * size if first else x, y, size, paragraph[:room]))
            paragraph, first = paragraph[room:], False
            y += pitch
    return placed


# -- OFD --------------------------------------------------------------------------------------------------
def ofd(pages: Sequence[Sequence[Placed]], template: Sequence[Placed] = (), tag: str = "ofd") -> bytes:
    """An OFD file (millimetres); `template` stands on every page."""
    space = f'xmlns:{tag}="http://www.ofdspec.org/2016"'

    def layer(objects: Sequence[Placed]) -> str:
        written = "".join(
            f'<{tag}:TextObject ID="{i + 9}" Boundary="{x} {y - size} {size * len(text)} {1.4 * size}" Size="{size}">'
            f'<{tag}:TextCode X="0" Y="{size}" DeltaX="g {len(text) - 1} {size}">{escape(text)}</{tag}:TextCode></{tag}:TextObject>'
            for i, (x, y, size, text) in enumerate(objects)
        )
        return f'<{tag}:Content><{tag}:Layer ID="1">{written}</{tag}:Layer></{tag}:Content>'

    templates = f'<{tag}:TemplatePage ID="77" BaseLoc="Tpls/Tpl_0.xml"/>' if template else ""
    use = f'<{tag}:Template TemplateID="77"/>' if template else ""
    kids = "".join(f'<{tag}:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    parts = {
        "OFD.xml": f"<{tag}:OFD {space}><{tag}:DocBody><{tag}:DocInfo/><{tag}:DocRoot>Doc_0/Document.xml</{tag}:DocRoot></{tag}:DocBody></{tag}:OFD>",
        "Doc_0/Document.xml": f"<{tag}:Document {space}><{tag}:CommonData><{tag}:PageArea><{tag}:PhysicalBox>0 0 210 297</{tag}:PhysicalBox>"
        f"</{tag}:PageArea>{templates}</{tag}:CommonData><{tag}:Pages>{kids}</{tag}:Pages></{tag}:Document>",
    }
    if template:
        parts["Doc_0/Tpls/Tpl_0.xml"] = f"<{tag}:Page {space}>{layer(template)}</{tag}:Page>"
    for i, page in enumerate(pages):
        parts[f"Doc_0/Pages/Page_{i}/Content.xml"] = f"<{tag}:Page {space}>{use}{layer(page)}</{tag}:Page>"
    return zipped(parts)


# -- Excel and PowerPoint -----------------------------------------------------------------------------------
def xlsx(
    rows: Sequence[Sequence[object]],
    merged: Sequence[str] = (),
    formats: Mapping[str, str] | None = None,
    name: str = "目标",
) -> bytes:
    """A workbook of one sheet.

    :param formats: number format of each cell that has one, by its reference.
    """
    codes = sorted(set((formats or {}).values()))
    cells = ""
    for y, row_ in enumerate(rows, 1):
        cells += f'<row r="{y}">'
        for x, value in enumerate(row_):
            place = f"{chr(65 + x)}{y}"
            style = f' s="{codes.index((formats or {})[place]) + 1}"' if place in (formats or {}) else ""
            if isinstance(value, str) and value.startswith("="):
                formula, _, cached = value[1:].partition("→")
                cells += f'<c r="{place}"{style}><f>{formula}</f><v>{cached}</v></c>'
            elif isinstance(value, str) and value:
                cells += f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
            elif isinstance(value, int | float):
                cells += f'<c r="{place}"{style}><v>{value}</v></c>'
        cells += "</row>"
    merges = (
        f"<mergeCells>{''.join(f'<mergeCell ref={chr(34)}{m}{chr(34)}/>' for m in merged)}</mergeCells>"
        if merged
        else ""
    )
    space = f'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{RELATION}"'
    number_formats = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{escape(c, {chr(34): "&quot;"})}"/>' for i, c in enumerate(codes)
    )
    xfs = '<xf numFmtId="0"/>' + "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(codes)))
    return zipped({
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="xl/workbook.xml"),
        "xl/workbook.xml": f'<workbook {space}><sheets><sheet name="{name}" sheetId="1" r:id="worksheet1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(worksheet1="worksheets/sheet1.xml", styles="styles.xml"),
        "xl/styles.xml": f"<styleSheet {space}><numFmts>{number_formats}</numFmts><cellXfs>{xfs}</cellXfs></styleSheet>",
        "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{cells}</sheetData>{merges}</worksheet>",
    })  # fmt: skip


def pptx(*slides: str, notes: str = "") -> bytes:
    """A presentation; each slide's shapes as XML."""
    space = (
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
        f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:r="{RELATION}"'
    )
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="ppt/presentation.xml"),
        "ppt/presentation.xml": f"<p:presentation {space}><p:sldIdLst>"
        + "".join(f'<p:sldId id="{256 + i}" r:id="slide{i}"/>' for i in range(len(slides)))
        + "</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            **{f"slide{i}": f"slides/slide{i}.xml" for i in range(len(slides))}
        ),
    }
    for i, slide in enumerate(slides):
        parts[f"ppt/slides/slide{i}.xml"] = f"<p:sld {space}><p:cSld><p:spTree>{slide}</p:spTree></p:cSld></p:sld>"
        if notes and i == 0:
            parts["ppt/slides/_rels/slide0.xml.rels"] = relations(notesSlide="../notesSlides/notesSlide1.xml")
            parts["ppt/notesSlides/notesSlide1.xml"] = (
                f"<p:notes {space}><p:cSld><p:spTree>{shape(notes, 'body')}</p:spTree></p:cSld></p:notes>"
            )
    return zipped(parts)


def shape(text: str, role: str = "") -> str:
    """A text shape of a slide."""
    kind = f'<p:nvPr><p:ph type="{role}"/></p:nvPr>' if role else "<p:nvPr/>"
    lines = "".join(f"<a:p><a:r><a:t>{escape(line)}</a:t></a:r></a:p>" for line in text.split("\n"))
    return f"<p:sp><p:nvSpPr>{kind}</p:nvSpPr><p:txBody>{lines}</p:txBody></p:sp>"
