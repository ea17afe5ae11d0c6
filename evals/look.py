"""How the evaluations' pages look: one file each, without anything from the network."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Any

_STYLE = """
:root{--ink:#1f2328;--soft:#57606a;--line:#d8dee4;--own:#9d2933;--other:#7c8894;--pale:#f6f5f2}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1120px;padding:32px 40px 80px;color:var(--ink);background:#fff;
 font:16px/1.75 system-ui,-apple-system,"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif}
h1{font-size:28px;line-height:1.3;margin:0 0 8px}
h2{font-size:21px;line-height:1.4;margin:48px 0 8px;padding-top:16px;border-top:2px solid var(--own)}
h3{font-size:16px;margin:24px 0 6px}
p{margin:6px 0}
a{color:var(--own)}
.note{color:var(--soft);font-size:14px}
table{border-collapse:collapse;margin:8px 0 16px;font-size:15px}
th,td{padding:5px 16px 5px 0;text-align:left;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:600}
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums}
tr.own td{font-weight:600}
.wide{overflow-x:auto}
figure table{font-size:14px}figure th,figure td{padding:4px 12px 4px 0}
.plots{display:grid;grid-template-columns:repeat(auto-fit,minmax(440px,1fr));gap:16px 32px;align-items:start}
figure{margin:8px 0}
figcaption{font-size:14px;color:var(--soft);margin-top:2px}
svg{width:100%;height:auto;display:block}
svg text{font-family:inherit;fill:var(--ink)}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(230px,1fr));gap:12px;margin:20px 0}
.tile{background:var(--pale);border-left:4px solid var(--own);padding:10px 14px}
.tile b{display:block;font-size:26px;line-height:1.3;font-variant-numeric:tabular-nums}
.tile span{display:block;font-size:14px;color:var(--soft)}
code{font-family:ui-monospace,Consolas,monospace;font-size:13px}
ul.contents{padding-left:20px;columns:2}
summary{cursor:pointer}summary h2{display:inline-block;border:0;margin:28px 0 4px;padding:0}
ol{padding-left:40px}li{margin:0 0 14px}
p.question{font-weight:600;margin:0}
dl{display:grid;grid-template-columns:84px 1fr;gap:2px 12px;margin:2px 0;font-size:15px}
dt{color:var(--soft)}dd{margin:0}
@media (max-width:640px){body{padding:20px 16px 60px}.plots{grid-template-columns:1fr}ul.contents{columns:1}dl{grid-template-columns:1fr}}
@media print{body{max-width:none;padding:0}}
"""


def page(title: str, body: str) -> str:
    """A whole HTML page."""
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>"
    )
    return f'<!doctype html>\n<html lang="zh-CN"><head>{head}</head>\n<body>{body}</body></html>\n'


def stamp_line(result: Mapping[str, Any]) -> str:
    """What a result was made with: commit, settings, data, time."""
    stamp = result.get("stamp") or {}
    named = (("程序", "commit"), ("设置", "settings"), ("数据", "data"), ("时间", "at"))
    return "，".join(f"{name} <code>{escape(str(stamp.get(key) or '不明'))}</code>" for name, key in named)
