"""Web archives (.mht, .mhtml): the page itself out of the parts that a browser saved with it."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import Message

from corpus.errors import UnreadableFileError

_MAX_PARTS = 2000


def page_of(data: bytes, name: str) -> bytes:
    """The bytes of the first HTML part.

    :raises UnreadableFileError: there is none.
    """
    message = message_from_bytes(data, policy=policy.compat32)
    pages: list[tuple[int, bytes]] = []
    for number, part in enumerate(message.walk()):
        if number > _MAX_PARTS:
            break
        if part.get_content_type() == "text/html":
            content = _content(part)
            if content.strip():
                pages.append((len(pages), content))
    if not pages:
        raise UnreadableFileError(f"{name}：网页存档里没有网页正文，请在浏览器里另存为“网页，仅HTML”")
    # A page in frames: the frame with the most text is the document.
    return pages[0][1] if len(pages) == 1 else max(pages, key=lambda page: _chinese(page[1]))[1]


def _content(part: Message) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        return b""
    return content if isinstance(content, bytes) else b""


def _chinese(content: bytes) -> int:
    return sum(byte >= 0x80 for byte in content)
