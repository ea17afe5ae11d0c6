"""Parse a folder of laws at scale: exceptions, continuous article numbering, tiling, speed.

    python -m evals.laws_audit FOLDER [--processes 2] [--list 40] [--out FILE.json]

A file's numbering is *continuous* if, in each of its namespaces (the text itself, each attachment and carried text),
the articles run 1, 2, 3 … without a gap or repeat (第十条之一 aside). Each other file is listed with the first place
where it breaks, for a person to look at: the fault is the file's own, or the parser's.
"""

from __future__ import annotations

import argparse
import json
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from corpus.addresses import Unit, parse_address
from corpus.audit import uncovered
from corpus.errors import UnreadableFileError
from corpus.parse import parse_file
from corpus.types import ClauseKind, Document


@dataclass(frozen=True, slots=True)
class Finding:
    """What one file gave. `outcome`: continuous, broken, no_articles, refused, exception."""

    file: str
    outcome: str
    detail: str = ""
    chars: int = 0
    articles: int = 0
    loose: int = 0  # characters in no clause, or in two
    seconds: float = 0.0


def examine(path: Path, name: str) -> Finding:
    """Parse one file and look at its numbering."""
    started = time.perf_counter()
    try:
        document = parse_file(path, name)
    except UnreadableFileError as error:
        return Finding(name, "refused", str(error))
    except Exception as error:  # noqa: BLE001 - finding these is what the script is for
        return Finding(name, "exception", repr(error))
    seconds = time.perf_counter() - started
    runs = article_runs(document)
    count = sum(len(run) for run in runs.values())
    broken = [f"{space or '正文'}：第{before}条后是第{number}条" for space, run in runs.items()
              for before, number in zip([0, *run], run, strict=False) if number != before + 1]  # fmt: skip
    outcome = "no_articles" if not count else "broken" if broken else "continuous"
    loose = len(uncovered(document.text, document.clauses))
    return Finding(name, outcome, "；".join(broken[:3]), len(document.text), count, loose, seconds)


def article_runs(document: Document) -> dict[str, list[int]]:
    """Namespace -> the numbers of its articles in the order of the text; 之一 and the like are left out."""
    runs: dict[str, list[int]] = {}
    for clause in document.clauses:
        if clause.kind is not ClauseKind.ARTICLE or clause.address is None:
            continue
        steps = parse_address(clause.address)
        number = next((s for s in reversed(steps or ()) if s.unit is Unit.ARTICLE), None)
        if number is None or number.suffix:
            continue
        parent, space = clause.parent, ""
        while parent is not None:
            outer = document.clauses[parent]
            if outer.kind in (ClauseKind.ATTACHMENT, ClauseKind.EMBEDDED):
                space = outer.address or outer.heading
            parent = outer.parent
        runs.setdefault(space, []).append(number.number)
    return runs


def main() -> None:
    """Run over the folder and print the counts and the list."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("folder", type=Path)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--list", type=int, default=40, help="how many of the discontinuous files to print")
    options.add_argument("--out", type=Path)
    given = options.parse_args()
    skipped = ("README.md", "_index.md", "法律法规模版.md")
    paths = [path for path in sorted(given.folder.rglob("*.md")) if path.name not in skipped]
    names = [path.relative_to(given.folder).as_posix() for path in paths]
    started = time.perf_counter()
    with ProcessPoolExecutor(given.processes) as pool:
        findings = list(pool.map(examine, paths, names, chunksize=20))
    elapsed = time.perf_counter() - started
    counts: dict[str, int] = {}
    for finding in findings:
        counts[finding.outcome] = counts.get(finding.outcome, 0) + 1
    chars, seconds = sum(f.chars for f in findings), sum(f.seconds for f in findings)
    slowest = max(findings, key=lambda f: f.seconds)
    print(f"{len(findings)} files, {chars} characters, {sum(f.articles for f in findings)} articles: {counts}")
    print(f"{chars / max(seconds, 1e-9):,.0f} characters a second and process, {elapsed:.0f} s with {given.processes}; "
          f"slowest {slowest.file} {slowest.seconds:.1f} s; characters outside any clause {sum(f.loose for f in findings)}")  # fmt: skip
    for finding in [f for f in findings if f.outcome in ("exception", "refused", "broken")][: given.list]:
        print(f"{finding.outcome}\t{finding.file}\t{finding.detail}")
    if given.out:
        given.out.write_text(json.dumps([asdict(f) for f in findings], ensure_ascii=False, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
