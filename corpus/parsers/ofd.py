"""OFD (GB/T 33190): text by its places on the page, of the page itself and of its template."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Any

from corpus.errors import UnreadableFileError
from corpus.parsers.layout import compose
from corpus.parsers.package import Package, attribute, child, children, local
from corpus.parsers.segments import Page, Rule, Segment, trimmed
from corpus.parsers.types import ParsedFile

MAX_PAGES = 3000
_MAX_DEPTH = 30
_MAX_DELTAS = 100_000
_BREAK_EMS = 1.15
_A4 = (0.0, 0.0, 210.0, 297.0)

Box = tuple[float, float, float, float]
Matrix = tuple[float, float, float, float, float, float]


def parse_ofd(data: bytes, name: str) -> ParsedFile:
    """Read an OFD file.

    :raises UnreadableFileError: it is broken, encrypted, or its pages are pictures.
    """
    package = Package(data, name)
    root = package.xml("OFD.xml")
    if root is None:
        raise UnreadableFileError(f"{name}：OFD文件缺少OFD.xml，可能已损坏，请重新下载")
    if "Encryptions.xml" in package or child(root, "Encryptions") is not None:
        raise UnreadableFileError(f"{name}：OFD文件加了密，请用阅读器打开后另存为不加密的文件")
    pages: list[Page] = []
    pictures: list[tuple[int, bytes]] = []
    title = None
    for body in children(root, "DocBody"):
        where = (child(body, "DocRoot").text or "") if child(body, "DocRoot") is not None else ""
        info = child(body, "DocInfo", "Title")
        title = title or ((info.text or "").strip() if info is not None else None)
        reader = _Reader(package, where.strip().lstrip("/"))
        for page in reader.pages(len(pages)):
            pages.append(page)
            if not page.segments:
                pictures += [(page.number, content) for content in reader.pictures()]
            if len(pages) > MAX_PAGES:
                raise UnreadableFileError(f"{name}：OFD超过上限{MAX_PAGES}页，请拆分后再加入")
    warnings: list[str] = []
    if pictures:
        from corpus.parsers.ocr import recognise_pictures

        blocks, warnings = recognise_pictures(pictures, [page for page in pages if page.segments], name)
    else:
        blocks = compose(pages)
    if not blocks:
        raise UnreadableFileError(f"{name}：OFD里没有文字，请检查文件")
    return ParsedFile(tuple(blocks), tuple(warnings), title or None)


class _Reader:
    """One document in the package."""

    def __init__(self, package: Package, root: str) -> None:
        self.package, self.root = package, root
        self.folder = posixpath.dirname(root)
        self._shown: list[str] = []  # resources of the pictures on the last page
        self._media: dict[str, str] | None = None
        self.document = package.xml(root)
        if self.document is None:
            raise UnreadableFileError(f"{package.name}：OFD文件缺少{root or '正文'}，可能已损坏，请重新下载")
        common = child(self.document, "CommonData")
        self.area = _box(child(common, "PageArea")) or _A4
        self.templates = {
            attribute(t, "ID") or "": attribute(t, "BaseLoc") or "" for t in children(common, "TemplatePage")
        }

    def pages(self, before: int) -> Iterator[Page]:
        """The pages in order; `before` have been counted already."""
        for number, element in enumerate(children(child(self.document, "Pages"), "Page"), before + 1):
            where = self._path(attribute(element, "BaseLoc") or "")
            root = self.package.xml(where)
            if root is None:
                yield Page(number, self.area[2], self.area[3], [])
                continue
            box = _box(child(root, "Area")) or self.area
            page = Page(number, box[2], box[3], [])
            self._shown = []
            for template in children(root, "Template"):
                part = self.package.xml(self._path(self.templates.get(attribute(template, "TemplateID") or "", "")))
                if part is not None:
                    self._content(part, page, box)
            self._content(root, page, box)
            yield page

    def pictures(self) -> list[bytes]:
        """The pictures of the page that was read last, in order."""
        if self._media is None:
            self._media = {}
            for kind in ("PublicRes", "DocumentRes"):
                for element in children(child(self.document, "CommonData"), kind):
                    self._read_media(self._path((element.text or "").strip()))
        contents = (self.package.read(self._media.get(key, "")) for key in self._shown)
        return [content for content in contents if content]

    def _read_media(self, where: str) -> None:
        root = self.package.xml(where)
        base = (attribute(root, "BaseLoc") or "").strip("/")
        for element in children(child(root, "MultiMedias"), "MultiMedia"):
            file = child(element, "MediaFile")
            name = (file.text or "").strip() if file is not None else ""
            path = name.lstrip("/") if name.startswith("/") else posixpath.join(posixpath.dirname(where), base, name)
            if self._media is not None and ".." not in path:
                self._media[attribute(element, "ID") or ""] = posixpath.normpath(path)

    def _path(self, where: str) -> str:
        """A place in the package; one that leads out of it names nothing."""
        if where.startswith("/"):
            return posixpath.normpath(where.lstrip("/"))
        path = posixpath.normpath(posixpath.join(self.folder, where))
        return path if not path.startswith("..") else ""

    def _content(self, root: Any, page: Page, box: Box) -> None:
        for layer in children(child(root, "Content"), "Layer"):
            self._objects(layer, page, (1.0, 0.0, 0.0, 1.0, -box[0], -box[1]), 0)

    def _objects(self, parent: Any, page: Page, matrix: Matrix, depth: int) -> None:
        if depth > _MAX_DEPTH:
            return
        for element in children(parent):
            kind = local(element)
            if attribute(element, "Visible") == "false":
                continue
            if kind == "TextObject":
                page.segments += _text(element, page.number, matrix)
            elif kind == "PathObject":
                page.rules += _rules(element, matrix)
            elif kind == "ImageObject":
                self._shown.append(attribute(element, "ResourceID") or "")
            elif kind in ("PageBlock", "CompositeGraphicUnit", "CompositeObject"):
                self._objects(element, page, matrix, depth + 1)


def _text(element: Any, page: int, matrix: Matrix) -> list[Segment]:
    """The pieces of a text object; turned ones (watermarks) left out."""
    boundary = _numbers(attribute(element, "Boundary"), 4)
    own = _numbers(attribute(element, "CTM"), 6)
    size = _number(attribute(element, "Size"), 3.5)
    a, b, c, d, e, f = own or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    if boundary is None or abs(b) > 0.2 * max(abs(a), 0.01) or a <= 0:
        return []
    left, top = boundary[0] + matrix[4], boundary[1] + matrix[5]
    wide = _number(attribute(element, "HScale"), 1.0) * a
    tall = abs(d) if d else abs(a)
    found: list[Segment] = []
    x = y = 0.0
    for code in children(element, "TextCode"):
        text = (code.text or "").replace("\n", "").replace("\r", "")
        x, y = _number(attribute(code, "X"), x), _number(attribute(code, "Y"), y)
        if not text:
            continue
        across = _deltas(attribute(code, "DeltaX"), len(text))
        down = _deltas(attribute(code, "DeltaY"), len(text))
        if sum(down) > size:
            continue  # written downwards: the text along a seal or a binding edge
        edges = [left + (x * a + y * c) + e]
        for i in range(1, len(text)):
            step = across[i - 1] if i - 1 < len(across) else size * (0.5 if text[i - 1].isascii() else 1.0)
            edges.append(edges[-1] + step * wide)
        base = top + x * b + y * d + f
        size_x, size_y = size * wide, size * tall
        end = edges[-1] + size_x * (0.5 if text[-1].isascii() else 1.0)
        for start, stop in _unbroken(text, edges, size_x):
            segment = trimmed(Segment(text[start:stop], edges[start], base - 0.85 * size_y, edges[stop] if stop < len(text) else end,
                                      base + 0.15 * size_y, size_y, page, tuple(edges[start:stop])))  # fmt: skip
            if segment is not None:
                if stop < len(text):
                    segment.x1 = min(segment.x1, segment.edges[-1] + size_x)
                found.append(segment)
    return found


def _unbroken(text: str, edges: list[float], size: float) -> Iterator[tuple[int, int]]:
    """Stretches of a text without a gap wider than a character."""
    start = 0
    for i in range(1, len(text)):
        width = size * (0.5 if text[i - 1].isascii() else 1.0)
        gap = edges[i] - edges[i - 1] - width
        if gap > _BREAK_EMS * size or gap < -2 * size:
            yield start, i
            start = i
    yield start, len(text)


def _rules(element: Any, matrix: Matrix) -> list[Rule]:
    """Level and upright lines of a path: AbbreviatedData, `M x y L x y … C`."""
    boundary = _numbers(attribute(element, "Boundary"), 4)
    if boundary is None:
        return []
    left, top = boundary[0] + matrix[4], boundary[1] + matrix[5]
    a, b, c, d, e, f = _numbers(attribute(element, "CTM"), 6) or (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    data = child(element, "AbbreviatedData")
    words = ((data.text or "") if data is not None else "").split()[:20_000]
    if boundary[2] <= 0.8 < boundary[3] or boundary[3] <= 0.8 < boundary[2]:
        return [_rule((left, top), (left + boundary[2], top + boundary[3]))]
    points: list[tuple[float, float]] = []
    rules = []
    i = 0
    first: tuple[float, float] | None = None
    while i < len(words):
        word = words[i]
        i += 1
        if word in ("M", "S", "L") and i + 1 < len(words):
            x, y = _number(words[i], 0.0), _number(words[i + 1], 0.0)
            i += 2
            point = (left + a * x + c * y + e, top + b * x + d * y + f)
            if (
                word == "L"
                and points
                and (abs(point[0] - points[-1][0]) < 0.3) != (abs(point[1] - points[-1][1]) < 0.3)
            ):
                rules.append(_rule(points[-1], point))
            first = point if word != "L" else first
            points.append(point)
        elif word == "C" and first is not None and points:
            if (abs(first[0] - points[-1][0]) < 0.3) != (abs(first[1] - points[-1][1]) < 0.3):
                rules.append(_rule(points[-1], first))
            points.append(first)
    return rules


def _rule(one: tuple[float, float], other: tuple[float, float]) -> Rule:
    x0, x1, y0, y1 = min(one[0], other[0]), max(one[0], other[0]), min(one[1], other[1]), max(one[1], other[1])
    if x1 - x0 >= y1 - y0:
        return Rule(x0, (y0 + y1) / 2, x1, (y0 + y1) / 2)
    return Rule((x0 + x1) / 2, y0, (x0 + x1) / 2, y1)


def _deltas(text: str | None, count: int) -> list[float]:
    """`g n d` stands for n times d (GB/T 33190, 11.3)."""
    words = (text or "").replace(",", " ").split()
    found: list[float] = []
    i = 0
    while i < len(words) and len(found) < min(count, _MAX_DELTAS):
        if words[i] == "g" and i + 2 < len(words):
            found += [_number(words[i + 2], 0.0)] * max(0, min(int(_number(words[i + 1], 0.0)), count))
            i += 3
        else:
            found.append(_number(words[i], 0.0))
            i += 1
    return found


def _box(area: Any) -> Box | None:
    for kind in ("PhysicalBox", "ApplicationBox", "CropBox"):
        element = child(area, kind)
        numbers = _numbers(element.text, 4) if element is not None else None
        if numbers is not None and numbers[2] > 0 and numbers[3] > 0:
            return numbers[0], numbers[1], numbers[2], numbers[3]
    return None


def _numbers(text: str | None, count: int) -> tuple[float, ...] | None:
    words = (text or "").replace(",", " ").split()
    if len(words) < count:
        return None
    return tuple(_number(word, 0.0) for word in words[:count])


def _number(text: str | None, otherwise: float) -> float:
    try:
        value = float(text or "")
    except ValueError:
        return otherwise
    return value if abs(value) < 1e6 else otherwise
