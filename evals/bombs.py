"""Pictures made to exhaust whoever opens them: small files of huge size, of endless pages, of false headers."""

from __future__ import annotations

import struct
import zlib

_SIDE = 60_000  # points: 3.6 thousand million a page
_PAGES = 3000


def bombs(costly: bool = True) -> dict[str, bytes]:
    """File names and contents; each is to be refused, or read within a worker's limits of time and memory.

    :param costly: with those that take seconds to make.
    """
    cheap = {
        "false-header.png": _png(2**31 - 1, 2**31 - 1, 2, 8, rows=1),
        "huge.bmp": b"BM" + struct.pack("<IHHIIiiHHIIiiII", 54, 0, 0, 54, 40, _SIDE, _SIDE, 1, 24, 0, 0, 2835, 2835, 0, 0),
        "huge.gif": b"GIF89a" + struct.pack("<HHBBB", 65_535, 65_535, 0x80, 0, 0) + bytes(6)
        + b"," + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0) + b"\x02\x02\x44\x01\x00;",
        "huge.jpg": b"\xff\xd8\xff\xc0\x00\x11\x08" + struct.pack(">HH", 65_500, 65_500) + b"\x03\x01\x11\x00\x02\x11\x00\x03\x11\x00"
        + b"\xff\xda\x00\x0c\x03\x01\x00\x02\x00\x03\x00\x00\x3f\x00" + bytes(2000) + b"\xff\xd9",
        "huge.webp": b"RIFF" + struct.pack("<I", 30) + b"WEBPVP8L" + struct.pack("<IBI", 10, 0x2F, 0x3FFF | 0x3FFF << 14) + bytes(13),
        "huge.tif": _tiff([(_SIDE, _SIDE)]),
        "many-pages.tif": _tiff([(64, 64)] * _PAGES),
        "pages-in-a-ring.tif": _tiff([(64, 64)] * 3, ring=True),
    }  # fmt: skip
    if not costly:
        return cheap
    return cheap | {
        "huge-grey.png": _png(_SIDE, _SIDE, 0, 1),
        "text-bomb.png": _png(8, 8, 0, 8, extra=_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9))),
        "largest.png": _png(10_900, 10_900, 2, 8),  # these three are just below what is let in
        "largest-with-alpha.png": _png(6_300, 6_300, 6, 8),
        "largest-sixteen-bits.png": _png(6_300, 6_300, 0, 16),
    }


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _png(width: int, height: int, colour: int, bits: int, rows: int | None = None, extra: bytes = b"") -> bytes:
    """A picture of zeros, packed a thousandfold."""
    row = bytes(1 + (width * bits * {0: 1, 2: 3, 6: 4}[colour] + 7) // 8) if width < 2**30 else bytes(64)
    packer = zlib.compressobj(9)
    body = b"".join(packer.compress(row) for _ in range(height if rows is None else rows)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + extra + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _tiff(pages: list[tuple[int, int]], ring: bool = False) -> bytes:
    """Grey pages, all with the same strip; with `ring`, the last one's next is the first."""
    out = bytearray(b"II*\0" + struct.pack("<I", 72) + bytes(64))
    for number, (width, height) in enumerate(pages):
        tags = ((256, width), (257, height), (258, 8), (259, 1), (262, 1), (273, 8), (277, 1), (278, height), (279, 64))
        last = number == len(pages) - 1
        following = len(out) + 2 + 12 * len(tags) + 4 if not last else 72 if ring else 0
        out += struct.pack("<H", len(tags))
        for tag, value in tags:
            out += struct.pack("<HHII", tag, 4, 1, value)
        out += struct.pack("<I", following)
    return bytes(out)
