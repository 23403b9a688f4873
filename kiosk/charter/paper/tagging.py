"""Gives a PDF that cairo wrote its structure: what a screen reader reads, in which order and language, and what it passes over.

cairo marks pieces of a page and lists them; it cannot say what a picture shows, in which language a piece is, what belongs together, or that
something is only decoration. This module says it (ISO 32000-1, 14.7 to 14.9; the rules of ISO 14289-1, PDF/UA, are followed, but nobody has
certified the files). Not for PDFs from elsewhere: it relies on a list of what was drawn.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, Object, Operator, Pdf, String

from kiosk.charter.paper.press import Node

CREATOR = "Wardlight"
_PAINTED = {"f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "n"}
_BEGUN = {"m", "re"}


def finish(drawn: Path, out: Path, root: Node, language: str, title: str, rtl: bool, made: datetime.datetime) -> None:
    """Write the finished file.

    drawn: what cairo wrote. root: what was drawn, in order. made: the date inside the file; two runs with the same words and date give the same file.
    """
    with Pdf.open(drawn) as pdf:
        leaves = list(_elements(pdf.Root.StructTreeRoot))
        nodes = [node for node in _walk(root) if node.leaf]
        if len(leaves) != len(nodes):
            raise RuntimeError(f"{len(nodes)} parts were drawn, and cairo lists {len(leaves)}")
        _build(pdf, root, dict(zip(map(id, nodes), leaves, strict=True)), language)
        for page in pdf.pages:
            _set_decoration_aside(pdf, page)
            page.obj.Tabs = Name.S
        _describe(pdf, language, title, rtl, made)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)


def _walk(node: Node) -> Iterator[Node]:
    yield node
    for child in node.children:
        yield from _walk(child)


def _elements(above: Object) -> Iterator[Object]:
    """cairo's own elements that hold content, in order. cairo 1.18 puts a Document above them, 1.16 does not."""
    kids = above.get("/K", Array())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary) or kid.get("/Type") == Name.MCR:
            continue
        inner = list(_elements(kid))
        if inner:
            yield from inner
        elif "/K" in kid:
            yield kid


def _build(pdf: Pdf, root: Node, leaves: dict[int, Object], language: str) -> None:
    tree = pdf.Root.StructTreeRoot
    tree.K = Array([_element(pdf, root, tree, leaves, language)])
    numbers = tree.ParentTree.Nums
    tree.ParentTreeNextKey = max(int(key) for key in list(numbers)[::2]) + 1
    for node in _walk(root):
        if node.link:
            _link(pdf, node, leaves[id(node)])


def _element(
    pdf: Pdf, node: Node, above: Object, leaves: dict[int, Object], language: str, scope: str = "Row"
) -> Object:
    """scope: what a heading of a table heads."""
    made = leaves[id(node)] if node.leaf else pdf.make_indirect(Dictionary(Type=Name.StructElem))
    made.S, made.P = Name("/P" if node.role == "Line" else f"/{node.role}"), above
    if node.alternative:
        made.Alt = String(node.alternative)
    if node.role == "Figure":
        made.A = Dictionary(O=Name.Layout, Placement=Name.Block, BBox=_rectangle(node, pdf.pages[node.page]))
    if node.role == "TH":
        made.A = Dictionary(O=Name.Table, Scope=Name(f"/{scope}"))
    if node.actual:
        made.ActualText = String(node.actual)
    if node.language and node.language != language:
        made.Lang = String(node.language)
    if not node.leaf:
        made.K = Array(
            [
                _element(pdf, child, made, leaves, language, "Column" if node.role == "Table" and not at else scope)
                for at, child in enumerate(node.children)
            ]
        )
    return made


def _link(pdf: Pdf, node: Node, element: Object) -> None:
    """Makes a number or an address something that a reader can follow; the structure knows of it."""
    tree, page = pdf.Root.StructTreeRoot, pdf.pages[node.page]
    key = int(tree.ParentTreeNextKey)
    annotation = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Link,
            Rect=_rectangle(node, page),
            Border=Array([Decimal(0)] * 3),
            F=4,  # printed as it is
            A=Dictionary(S=Name.URI, URI=String(node.link)),
            Contents=String(node.alternative or node.link),
            StructParent=key,
            P=page.obj,
        )
    )
    if Name.Annots not in page.obj:
        page.obj.Annots = Array()
    page.obj.Annots.append(annotation)
    content = element.K
    element.K = Array(
        [
            *(content if isinstance(content, Array) else [content]),
            Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page.obj),
        ]
    )
    for entry in (key, element):
        tree.ParentTree.Nums.append(entry)
    tree.ParentTreeNextKey = key + 1


def _rectangle(node: Node, page: pikepdf.Page) -> Array:
    """Where a part lies, as PDF counts: from the lower left corner."""
    height = float(page.mediabox[3])
    left, top, right, bottom = node.box
    return Array([Decimal(f"{edge:.2f}") for edge in (left, height - bottom, right, height - top)])


def _set_decoration_aside(pdf: Pdf, page: pikepdf.Page) -> None:
    """Marks what stands in no part of the structure as an artifact, so that nothing on a page is without a meaning."""
    written: list[Any] = []
    depth, aside = 0, False
    for instruction in pikepdf.parse_content_stream(page):
        name = str(instruction.operator)
        if name in ("BDC", "BMC") and not aside:
            depth += 1
        elif name == "EMC" and not aside:
            depth -= 1
        begins = name in _BEGUN or name in ("BT", "Do", "sh")
        if not depth and not aside and begins:
            written.append(ContentStreamInstruction([Name.Artifact], Operator("BMC")))
            aside = True
        written.append(instruction)
        if aside and (name in _PAINTED or name in ("ET", "Do", "sh")):
            written.append(ContentStreamInstruction([], Operator("EMC")))
            aside = False
    page.obj.Contents = pdf.make_stream(pikepdf.unparse_content_stream(written))


def _describe(pdf: Pdf, language: str, title: str, rtl: bool, made: datetime.datetime) -> None:
    pdf.Root.Lang = String(language)
    pdf.Root.MarkInfo = Dictionary(Marked=True)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    if rtl:
        pdf.Root.ViewerPreferences.Direction = Name.R2L
    del pdf.docinfo
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as metadata:
        metadata["dc:title"] = title
        metadata["dc:language"] = {language}
        metadata["dc:format"] = "application/pdf"
        metadata["xmp:CreatorTool"] = CREATOR
        metadata["xmp:CreateDate"] = made.isoformat(timespec="seconds")
