"""Word footnotes, which python-docx does not write itself: the part, its separators, and the references.

Layout by ECMA-376 part 1, 17.11. Text goes in as text, never as markup.
"""

from __future__ import annotations

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.text.paragraph import Paragraph
from lxml import etree

_CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_SPACING = '<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr>'
_SEPARATORS = "".join(
    f'<w:footnote w:type="{kind}" w:id="{number}"><w:p>{_SPACING}<w:r><w:{kind}/></w:r></w:p></w:footnote>'
    for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
)
_SIZE = "21"  # half points: 五号, 10.5 pt


class Footnotes:
    """The footnotes of one document; ``close`` writes them."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._root = etree.fromstring(f"<w:footnotes {nsdecls('w')}>{_SEPARATORS}</w:footnotes>".encode())
        self._count = 0

    def add(self, paragraph: Paragraph, text: str) -> None:
        """Add a footnote with a reference at the end of a paragraph."""
        self._count += 1
        run = paragraph.add_run()
        run.font.superscript = True
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self._count))
        run._element.append(reference)
        self._root.append(_note(self._count, text))

    def close(self) -> None:
        """Attach the footnotes to the document."""
        blob = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        package = self._document.part.package
        part = Part(PackURI("/word/footnotes.xml"), _CONTENT_TYPE, blob, package)
        self._document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        settings = self._document.settings.element
        properties = OxmlElement("w:footnotePr")
        for number in ("-1", "0"):
            separator = OxmlElement("w:footnote")
            separator.set(qn("w:id"), number)
            properties.append(separator)
        before = settings.find(qn("w:compat"))  # the schema wants this order
        if before is None:
            settings.append(properties)
        else:
            before.addprevious(properties)


def _note(number: int, text: str) -> etree._Element:
    note = OxmlElement("w:footnote")
    note.set(qn("w:id"), str(number))
    paragraph = OxmlElement("w:p")
    properties = OxmlElement("w:pPr")
    for name, values in (
        ("w:snapToGrid", {"w:val": "0"}),
        ("w:spacing", {"w:after": "0", "w:line": "280", "w:lineRule": "exact"}),
        ("w:jc", {"w:val": "both"}),
    ):
        element = OxmlElement(name)
        for key, value in values.items():
            element.set(qn(key), value)
        properties.append(element)
    paragraph.append(properties)
    paragraph.append(_run("", reference=True))
    paragraph.append(_run(f" {text}"))
    note.append(paragraph)
    return note


def _run(text: str, *, reference: bool = False) -> etree._Element:
    run = OxmlElement("w:r")
    properties = OxmlElement("w:rPr")
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), _SIZE)
    properties.append(size)
    if reference:
        raised = OxmlElement("w:vertAlign")
        raised.set(qn("w:val"), "superscript")
        properties.append(raised)
    run.append(properties)
    if reference:
        run.append(OxmlElement("w:footnoteRef"))
    else:
        words = OxmlElement("w:t")
        words.text = text
        words.set(qn("xml:space"), "preserve")
        run.append(words)
    return run
