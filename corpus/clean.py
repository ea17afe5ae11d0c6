"""Page furniture goes, by general rules, and what went is kept for inspection.

A false drop of a clause is the worst error, a menu left over a minor one. Inside the body
(between the title and the end) only whole lines of the most certain kinds are dropped; before
the title and behind the end, short lines go too, but only where the page shows that it is one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from corpus.markers import marker_at
from corpus.metadata import normal_number
from corpus.outline import TITLE_LIKE
from corpus.parsers.types import Block, ParsedFile
from corpus.types import Dropped

_SEP = r"[\s|｜丨/／·•、,，>＞»›→\-—_【】\[\]（）()：:]*"


def _only(words: str) -> re.Pattern[str]:
    """A line that holds nothing but these words, in any number, with separators."""
    return re.compile(rf"^{_SEP}(?:(?:{words}){_SEP})+$")


# Whole lines that are furniture wherever they stand.
_ANYWHERE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("breadcrumb", re.compile(
        r"^\s*(?:您?(?:现在|当前|目前)?(?:所在|的|所处)*(?:的)?(?:位置|栏目)\s*(?:是|为)?|(?:当前|现在)位置|位置)\s*[:：>＞]|"
        r"^\s*(?:网站)?(?:首页|主页|本站首页)\s*(?:[>＞»›→/\\\-—]+|&gt;)\s*\S.{0,120}$")),
    ("font_size", re.compile(r"^[\s【\[（(]*(?:字体|字号|文字大小)(?:大小|选择|颜色)?\s*[:：]?[\s【\[（(]*(?:特?大|中|小|默认|\+|-|A)?.{0,40}$")),
    ("font_size", re.compile(r"^[\s【\[（(]*[大中小]\s*[\s|】\]】）)【\[]+[大中小]\s*[\s|】\]】）)【\[]+[大中小][\s】\]）)]*(?:打印|关闭)?.{0,12}$")),
    ("toolbar", _only("打印本页|打印此页|打印文章|打印|关闭窗口|关闭本页|关闭|收藏本站|加入收藏|收藏|我要纠错|纠错|保存|下载文字版|下载图片版|朗读|语音播报|听全文|"
                      "返回顶部|回到顶部|返回上一页|返回首页|返回列表|返回|TOP|Top|top|点赞|阅读全文|展开全文|分享|推荐|微信扫一扫|"
                      "【|】")),
    ("share", re.compile(r"^\s*(?:分享到|分享至|分享给|一键分享|分享按钮|分享|转发到|转发至)\s*[:：]?\s*(?:.{0,60})$")),
    ("share", _only("微信好友|微信朋友圈|微信|朋友圈|新浪微博|腾讯微博|微博|QQ空间|QQ好友|QQ|空间|人民网|人人网|豆瓣|复制链接|更多|今日头条|支付宝|分享")),
    ("qr", re.compile(r"^\s*(?:(?:用|打开|使用)?(?:手机|微信|支付宝)?[\s“”]*(?:扫一扫|扫码|扫描|长按)[^。]{0,40}|(?:手机|移动端|微信)(?:版|浏览|查看|阅读|客户端)?\s*(?:二维码)?|[^。]{0,12}二维码)$")),
    ("accessibility", _only("开启无障碍|无障碍浏览|无障碍阅读|无障碍辅助|无障碍|进入适老化模式|适老化|适老版|长者模式|长者版|长辈版|老年模式|关怀版|大字版|繁體版|繁体版|繁體|简体版|简体|English|EN|"
                            "智能问答|智能机器人|登录|注册|个人中心|用户空间|移动客户端|客户端|手机版|微博|微信|邮箱|支持IPv6|本网站已支持IPv6|网站支持IPv6|退出|搜索|请输入关键字|热搜词|站内搜索|检索|RSS|政务新媒体")),
    ("views", re.compile(r"^\s*(?:浏览(?:次数|量|数)?|点击(?:次数|数|率)?|阅读(?:次数|量|数)?|访问(?:次数|量)?)\s*[:：]?\s*[\d,，]*\s*次?\s*$")),
    ("today", re.compile(r"^\s*(?:今天是|现在是)?\s*20\d\d年\s*\d{1,2}月\s*\d{1,2}日\s*[,，]?\s*星期[一二三四五六日天].{0,60}$")),
    ("pager", re.compile(r"^\s*[【\[]?(?:上一篇|下一篇|上一条|下一条|上一页|下一页|前一篇|后一篇)[】\]]?\s*[:：]?.{0,80}$")),
    ("editor", re.compile(r"^\s*[【\[（(]?\s*(?:责任编辑|编\s*辑|责编|网络编辑|初审|复审|终审|审核|校对|录入|作者|撰稿|供稿|信息员|监制)\s*[:：]\s*[^。；]{0,30}[】\]）)]?\s*$")),
    ("footer", re.compile(r"^[^。]{0,60}(?:ICP备|ICP证|公网安备|网站标识码|政府网站找错|技术支持\s*[:：]|版权所有|Copyright|copyright|©|建议使用.{0,20}浏览器|浏览器(?:版本|访问)|分辨率(?:下|浏览|访问|以上)|网站地图|联系我们|关于我们|站点地图|隐私(?:声明|保护)|法律声明|网站声明|使用帮助)[^。]{0,200}$")),
    ("footer", re.compile(r"^\s*(?:主办(?:单位)?|承办(?:单位)?|主管(?:单位)?|协办(?:单位)?|网站维护|运行维护|运维单位|建设维护)\s*[:：][^。]{2,120}$")),
    ("script", re.compile(r"^\s*(?:var\s|function\s*\(|document\.|window\.|\$\(|<!--|//<!\[CDATA)")),
    ("download", re.compile(r"^\s*(?:附件下载|相关附件|附件列表|文件下载|点击下载|下载附件|下载|PDF下载|WORD下载)\s*[:：]?\s*$")),
)  # fmt: skip
# Lines on the page about the document: dropped from the text, read by the metadata.
_WEB_META = re.compile(
    r"(?:^|[\s　|｜【\[（(])(?:发布(?:时间|日期|于)|发文(?:时间|日期)|更新(?:时间|日期)|时间|日期|来源|信息来源|文章来源|稿源|作者|发布(?:机构|单位|者|人)|浏览(?:次数|量)?|点击(?:数|率|次数)|访问量|阅读)\s*[:：]"
)
_DATE_TIME = re.compile(r"^\s*[（(\[【]?\s*(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}\s*日?(?:\s+\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)")
_INDEX_LABEL = re.compile(
    r"^\s*[【\[]?(?:索\s*引\s*号|主题分类|发文机关|发文单位|发文机构|制发机关|成文日期|标\s*题|发文字号|文\s*号|发布日期|发布时间|公开日期|公开时间|主\s*题\s*词|公开(?:方式|范围|责任部门|类型|目录|形式|时限|程序|属性)|信息(?:类别|名称|分类|索取号|来源|有效性)|体裁(?:分类)?|组配分类|服务对象(?:分类)?|"
    r"有\s*效\s*性|有效期|时效性?|效力状态|生效日期|实施日期|失效日期|废止日期|关\s*键\s*词|名\s*称|内容概述|发布(?:机构|机关|单位)|生成日期|责任部门|文件编号|统一登记号|统一编号|登记号|规范性文件编号|备注\/文号|备\s*注|分\s*类|文件类型|所属机构|签发日期|隶属关系|子\s*分\s*类|载体类型)[】\]]?\s*(?:[:：]|　|\s{1,}|$)"
)
_RELATED = re.compile(
    r"^\s*[【\[◆●■▍|]?\s*(?:相关(?:链接|文件|文档|信息|新闻|文章|解读|政策|阅读|稿件|报道|附件|内容|推荐|资讯|专题)|政策解读|文件解读|解读(?:链接|材料|文件)?|图解|一图读懂.{0,20}|延伸阅读|推荐阅读|热门(?:推荐|文章|信息|点击)|"
    r"最新(?:文件|政策|文章|信息)|友情链接|网站链接|常用链接|关联(?:文件|稿件|解读)|扩展阅读|猜你喜欢|您可能感兴趣.{0,12})\s*[】\]]?\s*[:：]?\s*(?:更多.{0,4})?\s*$"
)
_FRIEND_LINKS = re.compile(r"^[^。；]{0,12}(?:中国政府网|国务院部门网站?|省(?:级)?政府网站?|地方政府网站?|各?县市区?网站?)[^。；]{0,80}$")
_MENU_WORDS = _only(
    "网站首页|首页|主页|政务公开|政府信息公开|信息公开|新闻中心|新闻动态|政务动态|要闻动态|工作动态|办事服务|政务服务|在线办事|网上办事|便民服务|公共服务|互动交流|政民互动|公众参与|交流互动|走进.{1,6}|魅力.{1,6}|印象.{1,6}|认识.{1,6}|"
    "数据发布|数据开放|政府数据|专题专栏|专题|政策文件|政策法规|法规文件|公告公示|通知公告|机构设置|机构职能|领导之窗|领导信息|领导活动|组织机构|政府公报|规划计划|财政信息|统计信息|人事信息|应急管理|重点领域|法定主动公开内容|法定信息公开内容|公开指南|公开制度|公开年报|依申请公开|公开目录|"
    "政策解读|政策|解读回应|回应关切|意见征集|在线访谈|民意征集|领导信箱|县长信箱|市长信箱|州长信箱|咨询投诉|监督|招商引资|投资.{1,4}|旅游.{0,4}|视频|图片|微信|微博|更多|部门|乡镇|国务院|总理|新闻|服务|互动|数据|国情|政府|要闻|动态|公开|办事|履职依据"
)
_BODY_CHARS = 50  # a line of this length with a full stop is running text
# Formats in which a saved web page comes.
_MAY_BE_PAGES = frozenset(("text", "html"))
# What pages put between the title and the text.
_BELOW_TITLE = frozenset({"web_meta", "font_size", "toolbar", "views", "share"})


def clean(parsed: ParsedFile) -> tuple[list[Block], list[Dropped]]:
    """Part the document from the page around it.

    :return: the blocks that are the document, and what was dropped with the rule that took it,
        in the order of the file. Rules `web_meta` and `index_table` are read by the metadata;
        `front_matter` and `comment` are parts of the file format.
    """
    blocks = [block for block in parsed.blocks if block.text.strip()]
    reasons: list[str] = [""] * len(blocks)
    if parsed.format not in _MAY_BE_PAGES:  # an office file holds no page; its rows look like a page's labels
        kept = [block for block in blocks if not block.furniture]
        return kept, [Dropped(block.text, block.furniture, block.line) for block in blocks if block.furniture]
    trusted = _furniture_trusted(blocks)
    for i, block in enumerate(blocks):
        if block.furniture in ("front_matter", "comment"):
            reasons[i] = block.furniture
        elif block.furniture and trusted:
            reasons[i] = f"page:{block.furniture}"
        else:
            reasons[i] = _certain(block)
    body = _body_start(blocks, reasons)
    _index_table(blocks, reasons, body)
    for i in range(body):
        if not reasons[i] and _is_web_meta(blocks[i].text):
            reasons[i] = "web_meta"
    for i in range(body, min(len(blocks), body + 3)):  # the line of date and source may follow the 文号
        if not reasons[i] and _is_web_meta(blocks[i].text) and _DATE_TIME.match(blocks[i].text):
            reasons[i] = "web_meta"
    if any(reason and reason not in ("front_matter", "comment") for reason in reasons[: body + 2]):
        _before_title(blocks, reasons, body)
    _behind_end(blocks, reasons, body)
    _same_title_again(blocks, reasons)
    kept = [block for block, reason in zip(blocks, reasons, strict=True) if not reason]
    dropped = [Dropped(block.text, reason, block.line) for block, reason in zip(blocks, reasons, strict=True) if reason]
    return kept, dropped


def _furniture_trusted(blocks: Sequence[Block]) -> bool:
    """Whether to believe the page's own class names: not where they would take the running text."""
    running = [block for block in blocks if len(block.text) >= _BODY_CHARS and "。" in block.text]
    taken = sum(len(block.text) for block in running if block.furniture)
    return taken <= 0.2 * sum(len(block.text) for block in running)


def _certain(block: Block) -> str:
    text = block.text.strip()
    if len(text) > 260 or (marker_at(text, 0, len(text)) is not None and block.links < 0.5):
        return ""
    for rule, pattern in _ANYWHERE:
        if pattern.match(text):
            if rule in ("share", "download", "editor", "font_size", "qr") and len(text) > 80:
                continue
            return rule
    return ""


def _is_web_meta(text: str) -> bool:
    text = text.strip()
    if len(text) > 160 or "。" in text:
        return False
    return bool(_WEB_META.search(text)) or bool(_DATE_TIME.match(text))


def _running(text: str) -> bool:
    return len(text) >= _BODY_CHARS and ("。" in text or text.endswith(("：", ":"))) and not _is_web_meta(text)


def _body_start(blocks: Sequence[Block], reasons: Sequence[str]) -> int:
    """The first line behind the title: running text, an addressee, a 文号, a numbered line."""
    for i, block in enumerate(blocks):
        text = block.text.strip()
        if reasons[i] or _INDEX_LABEL.match(text) or block.links > 0.8:
            continue
        number = normal_number(text) if len(text) < 40 else None
        addressee = 4 < len(text) and text.endswith(("：", ":")) and not _WEB_META.search(text) and i > 0
        numbered = marker_at(text, 0, len(text)) is not None and i > 0 and len(text) > 4 and not block.links > 0.5
        if _running(text) or (number and len(text) <= len(number) + 4) or addressee or numbered:
            return i
    return 0


def _index_table(blocks: Sequence[Block], reasons: list[str], body: int) -> None:
    """索引号, 发文机关, … before the title: labels with their values, beside or below them."""
    labelled = [i for i in range(body) if not reasons[i] and _INDEX_LABEL.match(blocks[i].text)]
    if len(labelled) < 2:
        return
    for i in labelled:
        reasons[i] = "index_table"
        bare = re.fullmatch(r"[^:：]{2,8}[:：]?\s*", blocks[i].text.strip())
        if bare and i + 1 < body and i + 1 not in labelled and len(blocks[i + 1].text) <= 90 and not reasons[i + 1]:
            reasons[i + 1] = "index_table"


def _before_title(blocks: Sequence[Block], reasons: list[str], body: int) -> None:
    """On a page, what stands before the title's lines is its head: menus, the site's name."""
    title = body
    for i in range(body - 1, -1, -1):
        text = blocks[i].text.strip()
        if reasons[i]:
            if title < body and reasons[i] not in _BELOW_TITLE:
                break
            continue
        if title < body and (body - i > 9):
            break
        is_title = (
            5 <= len(text) <= 90
            and blocks[i].links < 0.5
            and not _MENU_WORDS.match(text)
            and not re.search(r"[。；|｜>＞]", text)
        )
        if not is_title:
            break
        if title < body and TITLE_LIKE.match("".join(b.text.strip() for b in blocks[title:body] if not b.links)):
            above = text + blocks[title].text.strip()
            if not (TITLE_LIKE.match(above) and not TITLE_LIKE.match(text) and len(text) >= 8 and not text.endswith(("网", "政府", "网站", "平台"))):
                break
        title = i
    for i in range(title):
        text = blocks[i].text.strip()
        if not reasons[i] and len(text) < 90 and "。" not in text and blocks[i].kind != "heading":
            reasons[i] = "menu"
        elif not reasons[i] and blocks[i].kind == "heading" and len(text) < 60:
            reasons[i] = "site_heading"


def _behind_end(blocks: Sequence[Block], reasons: list[str], body: int) -> None:
    """From the first sign of the page's foot on, short lines go; running text stays whatever stands before it."""
    last = body
    for i in range(len(blocks) - 1, body, -1):
        text = blocks[i].text.strip()
        if not reasons[i] and (_running(text) or (marker_at(text, 0, len(text)) and blocks[i].links < 0.5 and len(text) > 12)):
            last = i
            break
    start = None
    for i in range(last + 1, len(blocks)):
        text = blocks[i].text.strip()
        if _RELATED.match(text) or (reasons[i] in ("share", "pager", "footer", "qr", "editor", "toolbar", "download")
                                    or reasons[i].startswith("page:")):  # fmt: skip
            start = i
            break
    if start is None:
        return
    for i in range(start, len(blocks)):
        if not reasons[i]:
            text = blocks[i].text.strip()
            reasons[i] = "related" if _RELATED.match(text) or blocks[i].links >= 0.5 or i > start else "footer"


def _same_title_again(blocks: Sequence[Block], reasons: list[str]) -> None:
    """A title that the page shows twice, one below the other."""
    seen: dict[str, int] = {}
    kept = [i for i, reason in enumerate(reasons) if not reason][:8]
    for i in kept:
        key = re.sub(r"\s", "", blocks[i].text)
        if 6 <= len(key) <= 90 and key in seen and TITLE_LIKE.match(key):
            reasons[i] = "title_again"
        seen.setdefault(key, i)
