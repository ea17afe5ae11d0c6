"""QTI 2.1 package: a manifest, an `assessmentItem` a question, an `assessmentTest` that lists them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from qa.quiz.exporters.base import Parts, clean, one_line, paper_title, writings
from qa.quiz.types import BLANK, TYPE_NAMES, Question, QuestionType, Quiz

_QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"
_SCHEMA = (
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    f'xsi:schemaLocation="{_QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"'
)
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_STAMP = (1980, 1, 1, 0, 0, 0)  # the same quiz gives the same bytes


def build(quiz: Quiz, path: Path) -> Parts:
    """The questions as a content package."""
    files = {f"items/{q.id}.xml": _item(q) for q in quiz.questions}
    test = _test(quiz)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, content in {"imsmanifest.xml": _manifest(quiz), "test.xml": test, **files}.items():
            entry = zipfile.ZipInfo(name, _STAMP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content.encode("utf-8"))
    return Parts(((path, packed.getvalue()),))


def _item(q: Question) -> str:
    declarations, body, template = {
        QuestionType.SINGLE: _choice, QuestionType.MULTIPLE: _choice, QuestionType.JUDGE: _choice,
        QuestionType.BLANK: _blanks, QuestionType.SHORT: _essay,
    }[q.type](q)  # fmt: skip
    processing = f'<responseProcessing template="{_TEMPLATES}/{template}"/>\n' if template else ""
    if template == "map_each":
        processing = "<responseProcessing>\n" + _sum_of_maps(len(q.answer)) + "</responseProcessing>\n"
    return (
        f'{_HEAD}<assessmentItem xmlns="{_QTI}" {_SCHEMA} identifier="{q.id}" title={quoteattr(one_line(q.stem)[:60])} adaptive="false" timeDependent="false">\n'
        f'{declarations}<outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>\n'
        '<outcomeDeclaration identifier="FEEDBACK" cardinality="single" baseType="identifier"><defaultValue><value>EXPLANATION</value></defaultValue></outcomeDeclaration>\n'
        f"<itemBody>\n{body}</itemBody>\n{processing}"
        f'<modalFeedback outcomeIdentifier="FEEDBACK" identifier="EXPLANATION" showHide="show">{_xml(q.explanation)}</modalFeedback>\n</assessmentItem>\n'
    )


def _choice(q: Question) -> tuple[str, str, str]:
    single = q.type is not QuestionType.MULTIPLE
    values = "".join(f"<value>{key}</value>" for key in q.answer)
    declaration = (
        f'<responseDeclaration identifier="RESPONSE" cardinality="{"single" if single else "multiple"}" baseType="identifier">'
        f"<correctResponse>{values}</correctResponse></responseDeclaration>\n"
    )
    choices = "".join(f'<simpleChoice identifier="{o.key}">{_xml(o.text)}</simpleChoice>\n' for o in q.options)
    body = (
        f'<choiceInteraction responseIdentifier="RESPONSE" shuffle="false" maxChoices="{1 if single else 0}">\n'
        f"<prompt>{_xml(q.stem)}</prompt>\n{choices}</choiceInteraction>\n"
    )
    return declaration, body, "match_correct"


def _blanks(q: Question) -> tuple[str, str, str]:
    declarations, pieces = "", _xml(q.stem).split(BLANK)
    body = pieces[0]
    for number, (answer, behind) in enumerate(zip(q.answer, pieces[1:], strict=True), 1):
        name = "RESPONSE" if len(q.answer) == 1 else f"RESPONSE{number}"
        accepted = writings(answer)
        entries = "".join(f'<mapEntry mapKey={quoteattr(clean(w))} mappedValue="1"/>' for w in accepted)
        declarations += (
            f'<responseDeclaration identifier="{name}" cardinality="single" baseType="string">'
            f"<correctResponse><value>{_xml(accepted[0])}</value></correctResponse>"
            f'<mapping defaultValue="0">{entries}</mapping></responseDeclaration>\n'
        )
        body += f'<textEntryInteraction responseIdentifier="{name}" expectedLength="{max(map(len, accepted)) + 2}"/>{behind}'
    return declarations, f"<p>{body}</p>\n", "map_response" if len(q.answer) == 1 else "map_each"


def _sum_of_maps(count: int) -> str:
    maps = "".join(f'<mapResponse identifier="RESPONSE{i}"/>' for i in range(1, count + 1))
    return f'<setOutcomeValue identifier="SCORE"><sum>{maps}</sum></setOutcomeValue>\n'


def _essay(q: Question) -> tuple[str, str, str]:
    declaration = (
        '<responseDeclaration identifier="RESPONSE" cardinality="single" baseType="string">'
        f"<correctResponse><value>{_xml(q.answer[0])}</value></correctResponse></responseDeclaration>\n"
    )
    points = "".join(f"<p>{_xml(point)}</p>" for point in q.points)
    body = (
        f'<extendedTextInteraction responseIdentifier="RESPONSE" expectedLines="10"><prompt>{_xml(q.stem)}</prompt></extendedTextInteraction>\n'
        f'<rubricBlock view="scorer"><div>{points}</div></rubricBlock>\n'
    )
    return declaration, body, ""


def _test(quiz: Quiz) -> str:
    sections = ""
    for type_ in QuestionType:
        refs = "".join(
            f'<assessmentItemRef identifier="ref-{q.id}" href="items/{q.id}.xml"/>\n'
            for q in quiz.questions
            if q.type is type_
        )
        if refs:
            sections += f'<assessmentSection identifier="section-{type_.value}" title="{TYPE_NAMES[type_]}" visible="true">\n{refs}</assessmentSection>\n'
    return (
        f'{_HEAD}<assessmentTest xmlns="{_QTI}" {_SCHEMA} identifier="test" title={quoteattr(clean(paper_title(quiz.questions)))}>\n'
        f'<testPart identifier="part" navigationMode="nonlinear" submissionMode="simultaneous">\n{sections}</testPart>\n</assessmentTest>\n'
    )


def _manifest(quiz: Quiz) -> str:
    items = "".join(
        f'<resource identifier="{q.id}" type="imsqti_item_xmlv2p1" href="items/{q.id}.xml"><file href="items/{q.id}.xml"/></resource>\n'
        for q in quiz.questions
    )
    needed = "".join(f'<dependency identifierref="{q.id}"/>' for q in quiz.questions)
    return (
        f'{_HEAD}<manifest xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" identifier="manifest">\n'
        "<metadata><schema>QTIv2.1 Package</schema><schemaversion>1.0.0</schemaversion></metadata>\n<organizations/>\n<resources>\n"
        f'<resource identifier="test" type="imsqti_test_xmlv2p1" href="test.xml"><file href="test.xml"/>{needed}</resource>\n{items}</resources>\n</manifest>\n'
    )


def _xml(text: str) -> str:
    return escape(clean(text))
