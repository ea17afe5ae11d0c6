"""The styles and symbols of a .docx: names, lists and outline levels, each with what it takes over from those it is based on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from corpus.parsers.package import attribute, child, children

_OFF = ("0", "false", "off", "none")
_MAX_CHAIN = 50

# Symbol fonts map these private characters; what else they hold are bullets and boxes.
_SYMBOLS = {0xF0B4: "×", 0xF0B8: "÷", 0xF0B1: "±", 0xF0A3: "≤", 0xF0B3: "≥", 0xF0B7: "·", 0xF0FE: "☑", 0xF0A8: "□", 0xF06F: "□",
            0xF052: "☑", 0xF0FC: "√", 0xF0D7: "·"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. `num_id` and `level`: the list that its paragraphs belong to; `outline`: from 0."""

    name: str
    num_id: str | None
    level: int | None
    outline: int | None


def read_styles(root: Any) -> tuple[dict[str, Style], dict[str, str], str | None]:
    """Read styles.xml.

    :param root: its root element; None for a document without styles.
    :return: the styles by id; the numId of each list style; the id of the default paragraph style.
    """
    raw = {attribute(style, "styleId") or "": style for style in children(root, "style")}
    lists: dict[str, str] = {}
    default = None
    for key, element in raw.items():
        if attribute(element, "type") == "paragraph" and attribute(element, "default") in ("1", "true"):
            default = key
        num = attribute(child(element, "pPr", "numPr", "numId"), "val")
        if attribute(element, "type") == "numbering" and num:
            lists[key] = num
    return {key: _resolved(raw, key) for key in raw}, lists, default


def _resolved(raw: dict[str, Any], key: str) -> Style:
    name = attribute(child(raw[key], "name"), "val") or key
    num_id: str | None = None
    level: int | None = None
    outline: int | None = None
    seen: set[str] = set()
    current: str | None = key
    while current in raw and current not in seen and len(seen) < _MAX_CHAIN:
        seen.add(current)
        element = raw[current]
        numbered = child(element, "pPr", "numPr")
        num_id = num_id if num_id is not None else attribute(child(numbered, "numId"), "val")
        level = level if level is not None else integer(attribute(child(numbered, "ilvl"), "val"))
        outline = outline if outline is not None else integer(attribute(child(element, "pPr", "outlineLvl"), "val"))
        current = attribute(child(element, "basedOn"), "val")
    return Style(name, num_id, level, outline)


def switched_on(element: Any) -> bool:
    """Whether a switch such as `w:vanish` is there and not set to off."""
    return element is not None and attribute(element, "val") not in _OFF


def integer(text: str | None) -> int | None:
    """A whole number; None where there is none."""
    try:
        return int(text) if text is not None else None
    except ValueError:
        return None


def symbol(element: Any) -> str:
    """The character that `w:sym` shows; empty for a bullet or box of a symbol font that has none."""
    try:
        code = int(attribute(element, "char") or "", 16)
    except ValueError:
        return ""
    if 0xE000 <= code <= 0xF8FF:
        return _SYMBOLS.get(code, "")
    return chr(code) if 0x20 <= code < 0xD800 else ""
