"""Scans and photos: RapidOCR (PP-OCRv6, its models come inside the wheel) finds the lines, `layout` makes paragraphs.

Offline. An extra: without it, whoever adds a scan is told what to install.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from statistics import median
from typing import Any

from corpus.errors import UnreadableFileError
from corpus.parsers.extra import INSTALL, recognition_available
from corpus.parsers.layout import compose
from corpus.parsers.misread import mend_labels
from corpus.parsers.progress import beat
from corpus.parsers.segments import Page, Segment
from corpus.parsers.types import Block, ParsedFile

MAX_SCAN_PAGES = 500
MAX_PIXELS = 120_000_000
_DPI = 170  # characters of 16 points are then 37 pixels high, those of a table's 9 points 21
# Lines are looked for in a smaller picture and read in the whole one: a third less memory, the same lines.
_DETECTED_SIDE = 1280
_LONG_SIDE = 2000
# Below this a line has a wrong character in about every second line (trial: 62 lines, clean, noisy, blurred).
LOW_SCORE = 0.85
_CJK = r"[\u3400-\u9fff\uff00-\uffef《》“”‘’、。〔〕【】]"
_WIDE = {",": "，", ":": "：", ";": "；", "?": "？", "!": "！", "(": "（", ")": "）"}

_engine: Any = None


def parse_image(data: bytes, name: str) -> ParsedFile:
    """Read a photo or a scanned picture (all pages of a TIFF).

    :raises UnreadableFileError: it is broken, too large, without text, or the extra is missing.
    """
    if not recognition_available():
        raise UnreadableFileError(f"{name}：这是图片，要识别其中的文字，请先运行 {INSTALL}")
    pages = []
    for number, picture in enumerate(_frames(data, name), 1):
        pages.append(_recognised(picture, number))
        beat()
    blocks, warnings = _composed(pages, [page.number for page in pages])
    if not any(not block.furniture for block in blocks):
        raise UnreadableFileError(f"{name}：图片里没有认出文字，请换更清楚的扫描件")
    return ParsedFile(tuple(blocks), tuple(warnings), None)


def recognise_pages(
    document: Any, numbers: Sequence[int], others: Sequence[Page], name: str
) -> tuple[list[Block], list[str]]:
    """Recognise the pages of a PDF that are pictures, and compose them with the others.

    :param document: the open PDF (pypdfium2).
    :param numbers: pages to recognise, from 1.
    :param others: the pages with text.
    :return: all blocks in order, and warnings.
    :raises UnreadableFileError: nothing can be read without the extra, or there are too many pages.
    """
    if not recognition_available():
        if not any(page.segments for page in others):
            raise UnreadableFileError(f"{name}：这是扫描件，没有文字层；要识别，请先运行 {INSTALL}")
        return compose(others), [f"第{_listed(numbers)}页是扫描图片，没有读；运行 {INSTALL} 后再加入一次就会读"]
    if len(numbers) > MAX_SCAN_PAGES:
        raise UnreadableFileError(f"{name}：扫描页有{len(numbers)}页，超过上限{MAX_SCAN_PAGES}页，请拆分后再加入")
    pages = list(others)
    for number in numbers:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_DPI / 72, _LONG_SIDE / max(width, height, 1))
        bitmap = page.render(scale=scale)
        pages.append(_recognised(bitmap.to_numpy()[:, :, :3], number))
        bitmap.close()
        page.close()
        beat()
    pages.sort(key=lambda page: page.number)
    return _composed(pages, numbers)


def recognise_pictures(
    pictures: Sequence[tuple[int, bytes]], others: Sequence[Page], name: str
) -> tuple[list[Block], list[str]]:
    """Recognise pictures that make up the pages of an office file, and compose them with the pages that have text.

    :param pictures: each with the number of its page.
    :return: all blocks in order, and warnings; a picture that can't be opened is left out.
    :raises UnreadableFileError: there is nothing else, and the extra is missing.
    """
    numbers = [number for number, _ in pictures]
    if not recognition_available():
        if not any(page.segments for page in others):
            raise UnreadableFileError(f"{name}：里面是扫描图片，没有文字；要识别，请先运行 {INSTALL}")
        return compose(others), [f"第{_listed(numbers)}页是图片，没有读；运行 {INSTALL} 后再加入一次就会读"]
    pages = list(others)
    for number, content in pictures[:MAX_SCAN_PAGES]:
        try:
            pages.append(_recognised(next(_frames(content, name)), number))
        except (UnreadableFileError, StopIteration):
            continue
        beat()
    pages.sort(key=lambda page: page.number)
    return _composed(pages, numbers)


def _composed(pages: Sequence[Page], recognised: Sequence[int]) -> tuple[list[Block], list[str]]:
    """Blocks, those with a doubtful line marked as such; and a warning that lists the doubtful lines."""
    blocks, mended = mend_labels(compose(pages, fuzzy=True))
    doubtful = [s for page in pages for s in page.segments if s.score < LOW_SCORE and not _is_mark(s.text)]
    marked = []
    for block in blocks:
        doubt = not block.furniture and any(
            block.place == f"第{s.page}页" and _plain(s.text) and _plain(s.text) in _plain(block.text) for s in doubtful
        )
        place = f"{block.place}（识别存疑）" if doubt else block.place
        marked.append(Block(block.text, block.kind, block.line, block.level, place, block.links, block.furniture))
    warnings = [f"第{_listed(recognised)}页由图片识别而来，引用前请与原件核对"]
    if mended:
        shown = "；".join(mended[:5]) + ("等" if len(mended) > 5 else "")
        warnings.append(f"有{len(mended)}处编号认错，已按前后顺序改正：{shown}")
    if doubtful:
        shown = "；".join(f"第{s.page}页“{s.text[:16]}”" for s in doubtful[:5])
        warnings.append(f"有{len(doubtful)}行识别没有把握：{shown}" + ("等" if len(doubtful) > 5 else ""))
    return marked, warnings


def _listed(numbers: Sequence[int]) -> str:
    return "、".join(map(str, numbers[:6])) + ("等" if len(numbers) > 6 else "")


def _plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def _is_mark(text: str) -> bool:
    """A page number or a speck."""
    return len(re.sub(r"[\W\d_]", "", text)) < 2


def _frames(data: bytes, name: str) -> Iterator[Any]:
    """The pictures of a file, upright by their own note, as arrays of blue, green and red."""
    import numpy as np
    from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    try:
        with Image.open(BytesIO(data)) as image:
            costly = image.mode in ("RGBA", "LA", "CMYK") or image.mode.startswith(
                ("I", "F")
            )  # made smaller by way of a copy
            if image.width * image.height > MAX_PIXELS // (3 if costly else 1):
                raise UnreadableFileError(f"{name}：图片有{image.width}×{image.height}点，过大，请缩小后再加入")
            if getattr(image, "n_frames", 1) > MAX_SCAN_PAGES:
                raise UnreadableFileError(f"{name}：图片超过上限{MAX_SCAN_PAGES}页，请拆分后再加入")
            frames = ImageSequence.Iterator(image) if image.format == "TIFF" else [image]
            for frame in frames:
                frame.draft("RGB", (_LONG_SIDE, _LONG_SIDE)) if hasattr(frame, "draft") else None
                picture = frame if frame is image else frame.copy()
                if picture.mode.startswith("I"):  # 16 bits a point
                    picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
                picture.thumbnail((_LONG_SIDE, _LONG_SIDE))
                picture = ImageOps.exif_transpose(picture)
                if picture.mode in ("RGBA", "LA", "P"):
                    picture = picture.convert("RGBA")
                    ground = Image.new("RGBA", picture.size, "white")
                    picture = Image.alpha_composite(ground, picture)
                yield np.ascontiguousarray(np.asarray(picture.convert("RGB"))[:, :, ::-1])
    except UnreadableFileError:
        raise
    except Image.DecompressionBombError as error:
        raise UnreadableFileError(f"{name}：图片过大，请缩小后再加入") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, TypeError) as error:
        raise UnreadableFileError(f"{name}：图片已损坏或格式不支持，请另存为PNG或JPG") from error


def _recogniser() -> Any:
    global _engine
    if _engine is None:
        from rapidocr import RapidOCR

        _engine = RapidOCR(
            params={
                "EngineConfig.onnxruntime.intra_op_num_threads": 2,
                "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
                "Det.limit_type": "max",
                "Det.limit_side_len": _DETECTED_SIDE,
                "Rec.rec_batch_num": 1,  # a batch is padded to its longest line
                "Global.log_level": "critical",
                "Global.max_side_len": _LONG_SIDE,
                "Global.text_score": 0.3,
            }
        )
    return _engine


def _recognised(picture: Any, number: int) -> Page:
    """A page's lines; a picture that lies on its side or head is turned first."""
    import numpy as np

    lines = _lines(picture)
    if lines and sum(_tall(box) for box, _, _ in lines) > 0.6 * len(lines):
        picture = np.ascontiguousarray(np.rot90(picture))
        lines = _lines(picture)
    if lines and _certainty(lines) < 0.8:
        turned = np.ascontiguousarray(np.rot90(picture, 2))
        others = _lines(turned)
        if _certainty(others) > _certainty(lines) + 0.05:
            picture, lines = turned, others
    height, width = picture.shape[:2]
    return Page(number, float(width), float(height), _segments(lines, number, width, height))


def _lines(picture: Any) -> list[tuple[Any, str, float]]:
    found = _recogniser()(picture, use_cls=False)
    if found.boxes is None or found.txts is None:
        return []
    return [(box, text, float(score)) for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)]


def _tall(box: Any) -> bool:
    return bool(max(abs(box[3][1] - box[0][1]), 1) > 1.5 * abs(box[1][0] - box[0][0]))


def _certainty(lines: Sequence[tuple[Any, str, float]]) -> float:
    chars = sum(len(text) for _, text, _ in lines)
    return sum(score * len(text) for _, text, score in lines) / chars if chars else 0.0


def _segments(lines: Sequence[tuple[Any, str, float]], page: int, width: int, height: int) -> list[Segment]:
    """Pieces with their places after the page's slant is taken out."""
    slants = [math.atan2(float(b[1][1] - b[0][1]), float(b[1][0] - b[0][0])) for b, text, _ in lines if len(text) >= 8]
    slant = median(slants) if slants else 0.0
    cos, sin = math.cos(-slant), math.sin(-slant)
    found = []
    for box, text, score in lines:
        points = [((float(x) - width / 2) * cos - (float(y) - height / 2) * sin + width / 2,
                   (float(x) - width / 2) * sin + (float(y) - height / 2) * cos + height / 2) for x, y in box]  # fmt: skip
        x0, x1 = (points[0][0] + points[3][0]) / 2, (points[1][0] + points[2][0]) / 2
        y0, y1 = (points[0][1] + points[1][1]) / 2, (points[2][1] + points[3][1]) / 2
        text = wide_punctuation(text.strip())
        ems = sum(0.5 if char.isascii() else 1.0 for char in text)
        size = (x1 - x0) / ems if ems >= 6 else 0.8 * (y1 - y0)
        if text and x1 > x0 and y1 > y0:
            found.append(Segment(text, x0, y0, x1, y1, size, page, (), score))
    common = median([s.size for s in found for _ in s.text]) if found else 0.0
    for segment in found:  # the width of a line says its size to a tenth only
        if abs(segment.size - common) < 0.18 * common:
            segment.size = common
    return found


def wide_punctuation(text: str) -> str:
    """Punctuation beside Chinese characters as Chinese writes it: recognition makes half-width signs of it."""

    def wide(match: re.Match[str]) -> str:
        return _WIDE[match.group()]

    text = re.sub(rf"(?<={_CJK})[,:;?!]|[,;?!](?={_CJK})|(?<={_CJK})[()]|[()](?={_CJK})", wide, text)
    text = re.sub(r"\((?=[一二三四五六七八九十\d]{1,3}[)）])", "（", text)
    text = re.sub(r"(?<=（)([一二三四五六七八九十\d]{1,3})\)", r"\1）", text)
    for opened, closed in (("（", "）"),):  # the other half of a pair
        if text.count(opened) > text.count(closed) and ")" in text:
            text = re.sub(r"\)(?=[^()]*$)", closed, text)
    text = (
        re.sub(rf"(?<={_CJK}) +(?={_CJK})", "", text)
        if not re.match(r"^第[一二三四五六七八九十百零〇\d]+[章节条编]", text)
        else text
    )
    quotes = text.count('"')
    if quotes and re.search(_CJK, text) and quotes % 2 == 0:
        sides = iter("“”" * (quotes // 2))
        text = re.sub('"', lambda _: next(sides), text)
    return text
