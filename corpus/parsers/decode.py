"""From bytes to text: BOM, strict UTF-8, then GB18030 or Big5 by which gives commoner characters."""

from __future__ import annotations

from corpus.errors import UnreadableFileError

# The commonest characters of official prose, simplified and traditional; a text decoded with
# the wrong table hardly holds any of them (counted on the 90 policy texts: 25-40 % when right).
_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所民得经"
    "十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则任取据处理世车给国这来个会对经开进发说产种样与关义应还"
    "國這來個會對經開進發說產種樣與關義應還規定條例辦法縣鄉鎮業務資源設備機構責補貼標準"
)
_WESTERN = frozenset(" \n\r\t0123456789.,:;()-%/")


def decode(data: bytes, source: str, declared: str | None = None) -> tuple[str, str]:
    """Decode a text file.

    :param declared: the encoding that the file claims (a web page's meta); tried where UTF-8 fails.
    :return: the text without a BOM, and the encoding's name.
    :raises UnreadableFileError: it is empty, binary, or in no encoding that gives Chinese text.
    """
    if not data.strip():
        raise UnreadableFileError(f"{source}：文件是空的，请检查后重新加入")
    for bom, encoding in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if data.startswith(bom):
            try:
                return _checked(data[len(bom) :].decode(encoding), source), encoding
            except UnicodeDecodeError as error:
                raise UnreadableFileError(f"{source}：开头标明是{encoding}，内容却不是，请另存为UTF-8文本") from error
    if b"\x00" in data[:65536]:
        raise UnreadableFileError(f"{source}：不是文本文件（可能改过扩展名），请用原来的软件打开后另存")
    try:
        return _checked(data.decode("utf-8"), source), "utf-8"
    except UnicodeDecodeError:
        pass
    scored: list[tuple[float, str, str]] = []
    for encoding in ("gb18030", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as error:
            if error.start < len(data) - 4 or error.start < 64:
                continue
            text = data[: error.start].decode(encoding)  # a file cut off inside its last character
        scored.append((_plausibility(text), encoding, text))
    if scored:
        score, encoding, text = max(scored, key=lambda one: one[0])
        if score >= 0.15:
            return _checked(text, source), encoding
    damaged = data.decode("utf-8", errors="replace")
    if damaged.count("\ufffd") <= 0.01 * len(damaged) and _plausibility(damaged) >= 0.15:
        return _checked(damaged, source), "utf-8（有坏字）"
    raise UnreadableFileError(f"{source}：认不出文字编码，请用记事本打开后另存为UTF-8，再加入")


def _plausibility(text: str) -> float:
    sample = text[:20000]
    counted = [char for char in sample if char not in _WESTERN]
    return sum(char in _COMMON for char in counted) / len(counted) if counted else 0.0


def _checked(text: str, source: str) -> str:
    sample = text[:100_000]
    controls = sum(1 for char in sample if ord(char) < 32 and char not in "\n\r\t\f\v")
    if controls > max(2, 0.002 * len(sample)):
        raise UnreadableFileError(f"{source}：不是文本文件（可能改过扩展名），请用原来的软件打开后另存")
    if not any("\u4e00" <= char <= "\u9fff" or char.isalpha() for char in sample):
        raise UnreadableFileError(f"{source}：里面没有文字，请检查文件")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
