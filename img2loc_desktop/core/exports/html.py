"""HTML as a tree: whatever text goes in is escaped when it comes out."""

from __future__ import annotations

from xml.etree import ElementTree

from img2loc_desktop.core.exports.text import fit

Node = ElementTree.Element


def node(tag: str, kind: str = "", *children: Node, text: str = "", **attributes: str) -> Node:
    """An element of CSS class ``kind``; underscores in attribute names stand for hyphens."""
    made = Node(tag)
    if kind:
        made.set("class", kind)
    for name, value in attributes.items():
        made.set(name.replace("_", "-"), fit(value))
    made.text = fit(text)
    made.extend(children)
    return made


def serialised(tree: Node) -> bytes:
    """UTF-8 bytes of HTML: no element closes itself, and void elements have no end."""
    return ElementTree.tostring(tree, encoding="unicode", method="html").encode("utf-8")
