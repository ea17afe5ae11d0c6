"""Spoilt files for every parser: first pictures made to exhaust it, then real small files with bytes and parts changed.

    python -m evals.fuzz_formats FOLDER --seconds 600

A parser may refuse a file (`UnreadableFileError`) or read it; a traceback, a hang or a worker that grew
past its limit is a fault, and the file that caused it is kept in --keep for a look.
"""

from __future__ import annotations

import argparse
import io
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from corpus.errors import UnreadableFileError
from corpus.parsers import parse_bytes
from corpus.parsers.formats import ARCHIVES, Format, detect
from corpus.parsers.pool import ParserWorker
from evals.bombs import bombs

# What a stranger puts where a number, a name or an end should be.
_TOKENS = (b"", b"\x00", b"\xff\xff\xff\xff", b"-1", b"999999999999", b"\x80", b"%s", b"<!ENTITY a 'b'>", b"</w:p>", b"<w:p>" * 40, b"\\u-1 ",
           b"{" * 60, b"A1:XFD1048576", b"../../x", "字".encode(), b"1e309", b"NaN")  # fmt: skip
_BY_WORKER = ("pdf", "image")  # native code may end the process it runs in
_SLOW_S = 200.0  # a page whose letters were spoilt is recognised as a picture


def mutated(data: bytes, rng: random.Random) -> bytes:
    """A file with something wrong in it; of a zip package one part is changed, so that its checksum is right again."""
    if data.startswith(b"PK") and rng.random() < 0.85:
        return _with_changed_part(data, rng)
    return _changed(data, rng)


def _changed(data: bytes, rng: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 12))):
        at = rng.randrange(len(spoilt) + 1)
        kind = rng.randrange(5)
        if kind == 0 and spoilt:
            spoilt[min(at, len(spoilt) - 1)] = rng.randrange(256)
        elif kind == 1:
            spoilt[at:at] = rng.choice(_TOKENS)
        elif kind == 2:
            del spoilt[at : at + rng.choice((1, 4, 60, 4000))]
        elif kind == 3:
            other = rng.randrange(len(spoilt) + 1)
            spoilt[at:at] = spoilt[other : other + rng.choice((4, 60, 2000))]
        else:
            spoilt[at : at + 4] = rng.choice(_TOKENS)
    return bytes(spoilt)


def _with_changed_part(data: bytes, rng: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    name = rng.choice(sorted(parts))
    if rng.random() < 0.1:
        del parts[name]
    else:
        parts[name] = _changed(parts[name], rng)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)
    return out.getvalue()


def attempt(data: bytes, name: str, worker: ParserWorker, folder: Path) -> str:
    """Parse a spoilt file; what came of it: `read`, `refused`, or the name of the fault.

    :raises Exception: whatever a parser in this process lets through.
    """
    try:
        kind: Format = detect(data, name)
        if kind in ARCHIVES:
            return "refused"
        if kind in _BY_WORKER:
            path = folder / f"spoilt{Path(name).suffix}"
            path.write_bytes(data)
            worker.parse(path, name, kind)
        else:
            parse_bytes(data, name, kind)
    except UnreadableFileError as error:
        line = str(error)
        if "\n" in line or name not in line:
            return f"message: {line[:80]}"
        return "worker: " + line if "已停止" in line or "中断" in line else "refused"
    return "read"


def rounds(files: dict[str, bytes], seconds: float, seed: int) -> Iterator[tuple[str, bytes]]:
    """Spoilt files, of each in turn, until the time is up."""
    rng = random.Random(seed)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        for name, data in files.items():
            yield name, mutated(data, rng)


def main() -> None:
    """Fuzz all files of a folder and say what came of it."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--seconds", type=float, default=300)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--keep", type=Path, default=Path("fuzz-faults"))
    given = arguments.parse_args()
    files = {path.name: path.read_bytes() for path in sorted(given.folder.iterdir()) if path.is_file()}
    counts: Counter[tuple[str, str]] = Counter()
    faults = 0
    given.keep.mkdir(parents=True, exist_ok=True)
    worker = ParserWorker()
    for name, data in chain(bombs().items(), rounds(files, given.seconds, given.seed)):
        started = time.monotonic()
        try:
            outcome = attempt(data, name, worker, given.keep)
        except Exception as error:  # noqa: BLE001 - finding these is the point
            outcome = f"fault: {type(error).__name__}: {str(error)[:60]}"
        if time.monotonic() - started > _SLOW_S:
            outcome = f"fault: {time.monotonic() - started:.0f} s"
        counts[Path(name).suffix, outcome.split(":")[0]] += 1
        if outcome not in ("read", "refused"):
            faults += 1
            (given.keep / f"{faults:03}-{name}").write_bytes(data)
            print(f"{name}: {outcome}", flush=True)
    worker.close()
    for (suffix, outcome), count in sorted(counts.items()):
        print(f"{suffix:6} {outcome:8} {count}")
    print(f"peak of the worker {worker.peak_mb:.0f} MB; of this process {_own_peak():.0f} MB; faults {faults}")
    sys.exit(1 if faults else 0)


def _own_peak() -> float:
    from corpus.parsers.worker import memory_mb

    return memory_mb(peak=True)


if __name__ == "__main__":
    main()
