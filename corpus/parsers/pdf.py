"""PDF: the text layer by places on the page; pages without one are recognised where the extra `ocr` is there."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from typing import Any

from corpus.errors import UnreadableFileError
from corpus.parsers.layout import compose
from corpus.parsers.segments import Page, Rule, Segment, trimmed
from corpus.parsers.types import Block, ParsedFile

# A county's yearbook has 800 pages; scans are slower by three orders, and fewer of them are taken.
MAX_PAGES = 3000
MAX_CHARS_A_PAGE = 60_000
_MAX_OBJECTS = 20_000
_SCAN_CHARS = 25  # fewer characters than this beside a picture: the page is a picture
_GARBLED = 0.25  # a share of unreadable characters that shows a font without its table of characters
_BREAK_EMS = 1.15


def parse_pdf(data: bytes, name: str) -> ParsedFile:
    """Read a PDF.

    :raises UnreadableFileError: it is encrypted, broken, has too many pages, or is a scan and the extra is missing.
    """
    import pypdfium2 as pdfium

    document = _open(pdfium, data, name)
    try:
        count = len(document)
        if count == 0:
            raise UnreadableFileError(f"{name}：PDF里没有页面，可能已损坏，请重新导出")
        if count > MAX_PAGES:
            raise UnreadableFileError(f"{name}：PDF有{count}页，超过上限{MAX_PAGES}页，请拆分后再加入")
        pages: list[Page] = []
        scans: list[int] = []
        unreadable: list[int] = []
        for number in range(1, count + 1):
            try:
                page = document[number - 1]
                read = _Reader(pdfium.raw, page, number).read()
                pages.append(read)
                if _is_scan(pdfium, page, read):
                    scans.append(number)
                page.close()
            except pdfium.PdfiumError:
                unreadable.append(number)
        warnings = []
        if unreadable:
            warnings.append(f"第{_listed(unreadable)}页读不出来，可能已损坏")
        blocks: list[Block] = []
        if scans:
            from corpus.parsers.ocr import recognise_pages

            blocks, scan_warnings = recognise_pages(document, scans, [p for p in pages if p.number not in scans], name)
            warnings += scan_warnings
        else:
            blocks = compose(pages)
        if not blocks:
            raise UnreadableFileError(f"{name}：PDF里没有文字，请检查文件")
        return ParsedFile(tuple(blocks), tuple(warnings), _title(document))
    finally:
        document.close()


def _open(pdfium: Any, data: bytes, name: str) -> Any:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise UnreadableFileError(
                f"{name}：PDF设了密码，请去掉密码（用阅读器打开后另存或打印为PDF）再加入"
            ) from error
        raise UnreadableFileError(f"{name}：PDF已损坏或不完整，请重新下载，或用阅读器打开后另存") from error
    return document


def _title(document: Any) -> str | None:
    title = document.get_metadata_dict().get("Title") or ""
    return title.strip() or None


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:6])) + ("等" if len(numbers) > 6 else "")


def _is_scan(pdfium: Any, page: Any, read: Page) -> bool:
    """Whether a page has to be recognised: a picture with hardly any text, or text in unreadable characters."""
    text = "".join(segment.text for segment in read.segments)
    chars = len(text.replace(" ", ""))
    odd = sum(
        1
        for char in text
        if char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or ord(char) < 32 or 0xFFF0 <= ord(char) <= 0xFFFF
    )
    if chars and odd > _GARBLED * chars:
        return True
    if chars >= 4 * _SCAN_CHARS:
        return False
    area = 0.0
    for picture in page.get_objects(filter=[pdfium.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        left, bottom, right, top = picture.get_bounds()
        area += abs(right - left) * abs(top - bottom)
    covered = area / max(1.0, read.width * read.height)
    return covered > 0.5 or (chars < _SCAN_CHARS and covered > 0.08)


class _Reader:
    """Text and drawn lines of one page, by pdfium's plain functions: its objects cost ten times as much."""

    def __init__(self, raw: Any, page: Any, number: int) -> None:
        self.raw, self.page, self.number = raw, page, number
        left, bottom, right, top = page.get_bbox()
        self.box = (left, bottom, right, top)
        self.turn = page.get_rotation() % 360
        width, height = right - left, top - bottom
        self.width, self.height = (height, width) if self.turn in (90, 270) else (width, height)

    def read(self) -> Page:
        """The page's pieces of text and its rules."""
        segments = self._segments()
        segments = [s for s in segments if s.x1 > -5 and s.x0 < self.width + 5 and s.y1 > -5 and s.y0 < self.height + 5]
        return Page(self.number, self.width, self.height, segments, self._rules() if segments else [])

    def _place(self, x: float, y: float) -> tuple[float, float]:
        """From the page's space (y up, before its rotation) to what is seen (y down)."""
        left, bottom, right, top = self.box
        if self.turn == 90:
            return y - bottom, x - left
        if self.turn == 180:
            return right - x, y - bottom
        if self.turn == 270:
            return top - y, right - x
        return x - left, top - y

    # -- text -----------------------------------------------------------------------------------------
    def _segments(self) -> list[Segment]:
        found: list[Segment] = []
        chars: list[tuple[str, float, float, float, float, float]] = []

        def end() -> None:
            if not chars:
                return
            edges = tuple(char[1] for char in chars)
            segment = trimmed(Segment(
                "".join(char[0] for char in chars), edges[0], min(c[2] for c in chars), max(c[3] for c in chars),
                max(c[4] for c in chars), max(c[5] for c in chars), self.number, edges,
            ))  # fmt: skip
            if segment is not None and not _again(found, segment):
                found.append(segment)
            chars.clear()

        for char in self._characters():
            if char[0].isspace():  # a blank may be of another font and size, and belongs to what it stands behind
                if chars and -0.6 * char[5] < char[1] - chars[-1][3] <= _BREAK_EMS * chars[-1][5]:
                    last = chars[-1]
                    chars.append((char[0], char[1], last[2], char[3], last[4], last[5]))
                    continue
                if char[0] == "\u3000" and not chars:
                    chars.append(char)
                continue
            if chars:
                last = chars[-1]
                size = max(char[5], last[5])
                gap = char[1] - last[3]
                apart = abs(char[2] + char[4] - last[2] - last[4]) / 2
                if (
                    apart > 0.45 * size
                    or gap > _BREAK_EMS * size
                    or gap < -0.6 * size
                    or abs(char[5] - last[5]) > 0.35 * size
                ):
                    end()
                elif (
                    gap > 0.28 * size
                    and not char[0].isspace()
                    and not last[0].isspace()
                    and (char[0] + last[0]).isascii()
                ):
                    chars.append((" ", last[3], last[2], char[1], last[4], last[5]))
            chars.append(char)
        end()
        return found

    def _characters(self) -> Iterator[tuple[str, float, float, float, float, float]]:
        """Character, left, upper, right, lower edge, size; turned ones (watermarks) left out."""
        raw = self.raw
        text = raw.FPDFText_LoadPage(self.page)
        if not text:
            return
        try:
            count = min(raw.FPDFText_CountChars(text), MAX_CHARS_A_PAGE)
            box, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
            x, y = ctypes.c_double(), ctypes.c_double()
            high = ""
            for i in range(count):
                code = raw.FPDFText_GetUnicode(text, i)
                if code in (0, 10, 13, 0xFFFE, 2) or raw.FPDFText_IsGenerated(text, i) == 1:
                    continue
                char = chr(code)
                if 0xD800 <= code < 0xDC00:
                    high = char
                    continue
                if 0xDC00 <= code < 0xE000:
                    char = (high + char).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
                if not (raw.FPDFText_GetLooseCharBox(text, i, box) and raw.FPDFText_GetMatrix(text, i, matrix)
                        and raw.FPDFText_GetCharOrigin(text, i, x, y)):  # fmt: skip
                    continue
                if not self._is_upright(matrix):
                    continue
                size = raw.FPDFText_GetFontSize(text, i) * math.hypot(matrix.c, matrix.d)
                x0, y0 = self._place(box.left, box.top)
                x1, y1 = self._place(box.right, box.bottom)
                size = size if size > 1 else abs(y1 - y0)
                # The height comes from the base line: a comma's own box is a third of a letter's.
                base = self._place(x.value, y.value)[1]
                yield char, min(x0, x1), base - 0.85 * size, max(x0, x1), base + 0.15 * size, max(0.5, size)
        finally:
            raw.FPDFText_ClosePage(text)

    def _is_upright(self, matrix: Any) -> bool:
        """Whether characters stand upright once the page is turned; watermarks run aslant."""
        turned = (math.degrees(math.atan2(matrix.b, matrix.a)) - self.turn) % 360
        return bool(turned < 7 or turned > 353)

    # -- drawn lines ------------------------------------------------------------------------------------
    def _rules(self) -> list[Rule]:
        raw = self.raw
        rules: list[Rule] = []
        for i in range(min(raw.FPDFPage_CountObjects(self.page), _MAX_OBJECTS)):
            thing = raw.FPDFPage_GetObject(self.page, i)
            if raw.FPDFPageObj_GetType(thing) == raw.FPDF_PAGEOBJ_PATH:
                rules += self._path(thing)
        return rules

    def _path(self, path: Any) -> Iterator[Rule]:
        raw = self.raw
        left, bottom, right, top = (ctypes.c_float() for _ in range(4))
        if not raw.FPDFPageObj_GetBounds(path, left, bottom, right, top):
            return
        wide, tall = right.value - left.value, top.value - bottom.value
        thin = 0.006 * max(self.width, self.height)
        if wide <= thin and tall <= thin:
            return
        if wide <= thin or tall <= thin:
            yield self._rule(left.value, bottom.value, right.value, top.value)
            return
        matrix = raw.FS_MATRIX()
        raw.FPDFPageObj_GetMatrix(path, ctypes.byref(matrix))
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        raw.FPDFPath_GetDrawMode(path, fill, stroke)
        if not stroke.value:
            return
        last: tuple[float, float] | None = None
        first: tuple[float, float] | None = None
        for i in range(min(raw.FPDFPath_CountSegments(path), 4000)):
            piece = raw.FPDFPath_GetPathSegment(path, i)
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(piece, x, y)
            point = (
                matrix.a * x.value + matrix.c * y.value + matrix.e,
                matrix.b * x.value + matrix.d * y.value + matrix.f,
            )
            kind = raw.FPDFPathSegment_GetType(piece)
            if kind == raw.FPDF_SEGMENT_MOVETO:
                first = point
            elif kind == raw.FPDF_SEGMENT_LINETO and last is not None:
                yield from self._straight(last, point)
                if raw.FPDFPathSegment_GetClose(piece) and first is not None:
                    yield from self._straight(point, first)
            last = point

    def _straight(self, one: tuple[float, float], other: tuple[float, float]) -> Iterator[Rule]:
        if (abs(one[0] - other[0]) < 1.0) != (abs(one[1] - other[1]) < 1.0):
            yield self._rule(one[0], one[1], other[0], other[1])

    def _rule(self, x0: float, y0: float, x1: float, y1: float) -> Rule:
        a, b = self._place(x0, y0), self._place(x1, y1)
        left, right, upper, lower = min(a[0], b[0]), max(a[0], b[0]), min(a[1], b[1]), max(a[1], b[1])
        if right - left >= lower - upper:
            middle = (upper + lower) / 2
            return Rule(left, middle, right, middle)
        middle = (left + right) / 2
        return Rule(middle, upper, middle, lower)


def _again(found: Sequence[Segment], segment: Segment) -> bool:
    """Whether a piece is drawn a second time in its place, as some programs make bold letters."""
    return any(
        other.text == segment.text
        and abs(other.x0 - segment.x0) < 0.2 * segment.size
        and abs(other.y0 - segment.y0) < 0.2 * segment.size
        for other in found[-3:]
    )
