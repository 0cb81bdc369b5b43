"""Write what can be translated: python resources/build_translations.py

Makes translations/img2loc.ts, the template, from the code, and brings each img2loc_LANGUAGE.ts
beside it up to it: what was translated stays, what is no longer said goes. To begin a language:
python resources/build_translations.py --begin de
To ask whether the template is up to date, as lint.sh does, and write nothing: --check

The window's texts are the literals of ``tr`` and ``translate``. Those of the rest of the program,
with the context "core", are the literals of ``say`` and ``phrase``, and the texts that UserErrors,
reasons of clues and the like are made of. Of an f-string the braces become names:
{len(photos):,} is {photos}.
"""

from __future__ import annotations

import argparse
import ast
import re
import string
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

REPOSITORY = Path(__file__).resolve().parent.parent
PACKAGE = REPOSITORY / "img2loc_desktop"
FOLDER = REPOSITORY / "resources" / "translations"
TEMPLATE = FOLDER / "img2loc.ts"
CORE = "core"  # the context of all texts outside the window

# What a person reads of an object: the places of the texts among its arguments, and their names.
_SPEAKING: dict[str, tuple[slice, str]] = {
    "UserError": (slice(0, 2), ""),
    "NotUnderstoodError": (slice(0, 2), ""),
    "Failure": (slice(1, 3), ""),
    "_Refusal": (slice(0, 2), ""),  # of a model's process: a UserError over there
    "Decided": (slice(0, 1), ""),
    "Refused": (slice(1, 4), ""),
    "Clue": (slice(0, 0), "reason"),
    "Testimony": (slice(0, 1), "method"),
}
OUT_OF_DATE = "python resources/build_translations.py brings the template up to date"
_COUNT = "number"  # the placeholder that decides between singular and plural

Message = tuple[str, str]  # context, source


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--begin", metavar="LANGUAGE", help="as in de or pt_BR")
    parser.add_argument("--check", action="store_true", help="write nothing")
    arguments = parser.parse_args()
    begun = arguments.begin
    messages = collect()
    if arguments.check:
        sys.exit(None if text_of(messages) == TEMPLATE.read_text("utf-8") else OUT_OF_DATE)
    write(TEMPLATE, messages)
    if begun:
        write(FOLDER / f"img2loc_{begun}.ts", messages, begun)
    for path in sorted(FOLDER.glob("img2loc_*.ts")):
        write(path, messages, path.stem.removeprefix("img2loc_"))
        print(f"{path.name}: {unfinished(path)} of {len(messages)} texts are not translated.")


def collect(package: Path = PACKAGE) -> dict[Message, bool]:
    """All texts, sorted, and whether something is counted in them. Raises SystemExit."""
    found: dict[Message, bool] = {}
    trees = {
        path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(package.rglob("*.py"))
    }
    speaking = dict(_SPEAKING)
    for tree in trees.values():
        speaking.update(_further_errors(tree))
    for path, tree in trees.items():
        for reader in (_Window(path), _Core(speaking, tree)):
            reader.visit(tree)
            for message, counted in reader.found.items():
                found[message] = found.get(message, False) or counted
    return dict(sorted(found.items()))


def write(path: Path, messages: Mapping[Message, bool], language: str = "") -> None:
    """Write a file in the format of Qt Linguist; translations that are in it already stay."""
    known = {} if not language else _translations(path)
    path.write_text(text_of(messages, known, language), encoding="utf-8", newline="\n")


def text_of(
    messages: Mapping[Message, bool],
    known: Mapping[tuple[str, str, bool], ET.Element] = MappingProxyType({}),
    language: str = "",
) -> str:
    """A file in the format of Qt Linguist, with the translations that are known."""
    root = ET.Element("TS", version="2.1", sourcelanguage="en")
    if language:
        root.set("language", language)
    context, name = root, None
    for (of, source), counted in messages.items():
        if of != name:
            name = of
            context = ET.SubElement(root, "context")
            ET.SubElement(context, "name").text = name
        message = ET.SubElement(context, "message", {"numerus": "yes"} if counted else {})
        ET.SubElement(message, "source").text = source
        translation = known.get((of, source, counted))
        if translation is None:
            translation = ET.Element("translation", type="unfinished")
            if counted:
                ET.SubElement(translation, "numerusform")
        message.append(translation)
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    return f"{head}{text}\n"


def unfinished(path: Path) -> int:
    """How many texts of a file wait for a translation."""
    return sum(item.get("type") == "unfinished" for item in ET.parse(path).iter("translation"))


def _translations(path: Path) -> dict[tuple[str, str, bool], ET.Element]:
    found = {}
    for context in ET.parse(path).iter("context") if path.exists() else ():
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None:
                counted = message.get("numerus") == "yes"
                key = (context.findtext("name", ""), message.findtext("source", ""), counted)
                found[key] = translation
    return found


class _Reader(ast.NodeVisitor):
    """Walks through a module and keeps what it says."""

    def __init__(self) -> None:
        self.found: dict[Message, bool] = {}

    def keep(self, context: str, source: str, counted: bool = False) -> None:
        if any(text.strip(string.punctuation + string.whitespace) for text in _texts(source)):
            counted = counted or f"{{{_COUNT}}}" in source or "%n" in source  # Qt's own way
            self.found[context, source] = self.found.get((context, source), False) or counted


class _Window(_Reader):
    """``self.tr("...")`` has the class as its context, ``translate("...", "...")`` names it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._classes: list[str] = []

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name = _name_of_function(node)
        texts = [a.value for a in node.args if isinstance(a, ast.Constant)]
        if name == "tr" and texts:
            self._keep(node, self._classes[-1] if self._classes else "", texts[0], 2)
        elif name == "translate" and len(texts) >= 2 and isinstance(texts[1], str):
            self._keep(node, texts[0], texts[1], 3)

    def _keep(self, node: ast.Call, context: str, source: str, before_count: int) -> None:
        where = f"{self._path.relative_to(REPOSITORY)}:{node.lineno}"
        if not context:
            sys.exit(f"{where}: outside a class it is translate(context, text)")
        if f"{{{_COUNT}}}" in source and len(node.args) <= before_count:
            sys.exit(f"{where}: a text with {{{_COUNT}}} needs the count as its last argument")
        self.keep(context, source)


class _Core(_Reader):
    """What is marked, and what errors say."""

    def __init__(self, speaking: Mapping[str, tuple[slice, str]], module: ast.Module) -> None:
        super().__init__()
        self._speaking = speaking
        self._constants = _constants(module)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        name = _name_of_function(node)
        if isinstance(node.func, ast.Name) and name in ("say", "phrase"):
            counted = any(keyword.arg == _COUNT for keyword in node.keywords)
            for source in self._sources(node.args[0], is_template=True):
                self.keep(CORE, source, counted)
        elif name in self._speaking:
            places, keyword = self._speaking[name]
            named = [item.value for item in node.keywords if item.arg == keyword]
            for argument in (*node.args[places], *named):
                for source in self._sources(argument):
                    self.keep(CORE, source)

    def _sources(self, node: ast.expr, is_template: bool = False) -> Iterator[str]:
        """The literals that an expression may be."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value if is_template else _escaped(node.value)
        elif isinstance(node, ast.JoinedStr):
            yield _template(node)
        elif isinstance(node, ast.Name) and node.id in self._constants:
            yield from self._sources(self._constants[node.id])
        elif isinstance(node, ast.IfExp):
            yield from self._sources(node.body)
            yield from self._sources(node.orelse)
        elif isinstance(node, ast.BoolOp):
            for value in node.values:
                yield from self._sources(value)


def _template(text: ast.JoinedStr) -> str:
    """An f-string with names in place of its expressions."""
    names: dict[str, str] = {}
    parts = []
    for part in text.values:
        if isinstance(part, ast.FormattedValue):
            expression = ast.unparse(part.value)
            if expression not in names:
                name = _name(part.value)
                name = "numeral" if name == _COUNT else name  # nobody said that it is a count
                names[expression] = _unused(name, names.values())
            parts.append(f"{{{names[expression]}}}")
        elif isinstance(part, ast.Constant):
            parts.append(_escaped(str(part.value)))
    return "".join(parts)


def _name(node: ast.expr) -> str:
    """What a translator may call the value of an expression."""
    if isinstance(node, ast.Name):
        return node.id.strip("_").lower()
    if isinstance(node, ast.Attribute):
        return node.attr.strip("_").lower()
    if isinstance(node, ast.Call):
        return _name(node.args[0] if node.args else node.func)
    if isinstance(node, ast.Subscript):
        return _name(node.value)
    if isinstance(node, ast.BinOp):
        return _name(node.left)
    if isinstance(node, ast.BoolOp):
        return _name(node.values[0])
    if isinstance(node, ast.GeneratorExp | ast.ListComp):
        return _name(node.elt)
    return "value"


def _unused(name: str, taken: Iterable[str]) -> str:
    taken = set(taken)
    numbered = (f"{name}{n}" for n in range(2, len(taken) + 3))
    return name if name not in taken else next(n for n in numbered if n not in taken)


def _escaped(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _texts(source: str) -> list[str]:
    return re.split(r"\{\w*\}", source)


def _name_of_function(call: ast.Call) -> str:
    return getattr(call.func, "attr", getattr(call.func, "id", ""))


def _constants(tree: ast.Module) -> dict[str, ast.expr]:
    """The module's own texts by their names."""
    return {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Constant | ast.JoinedStr)
    }


def _further_errors(tree: ast.Module) -> Iterator[tuple[str, tuple[slice, str]]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            bases = {getattr(base, "id", getattr(base, "attr", "")) for base in node.bases}
            if "UserError" in bases:
                yield node.name, _SPEAKING["UserError"]
            elif (
                node.name.endswith("Error") and node.name not in _SPEAKING
            ):  # a reason, which stands in what a UserError says
                yield node.name, (slice(0, 1), "")


if __name__ == "__main__":
    main()
