"""Reads the files of a content folder, which anybody may have written or changed: nothing leaves the folder, and nothing odd gets in.

| refused                                        | why                                                                            |
| links, and names that lead out of the folder   | what is checked has to be what is published                                    |
| more than 1 MB, other things than files        | a charter is a few pages                                                       |
| other bytes than UTF-8, NUL, control characters | a tablet would show boxes, or stop the line                                   |
| marks that turn the reading order round        | words could read otherwise than they stand in the file (CVE-2021-42574)        |
| a key twice                                    | YAML would silently take the last                                              |
| aliases and tags                               | they can swell a small file to gigabytes, or stand for programs                |

For: reading, with the line of what is wrong. Not for: what the files say (`build`, `checks`).
"""

from __future__ import annotations

import functools
import re
import stat
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import yaml

from kiosk.charter.faults import ContentError

MOST_BYTES = 1_000_000
MOST_DEPTH = 20  # the files here need six
_ENCODING = "utf-8"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]|\[(\.\.\.)\]")
_WHERE = re.compile(r" - at `(?:key in )?\$?([^`]*)`$")

Kind = TypeVar("Kind")


class _Twice(yaml.constructor.ConstructorError):
    """A key that stands twice in one mapping."""


class _Loader(yaml.SafeLoader):
    """YAML without what an author never needs: aliases, tags, keys that are there twice, parts in parts in parts."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event: Any = self.peek_event()  # type: ignore[no-untyped-call]
        mark: Any = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "an alias (*); write it out", mark)
        if getattr(event, "anchor", None):
            raise yaml.composer.ComposerError(None, None, "an anchor (&); write it out", mark)
        tag = getattr(event, "tag", None)
        if tag is not None:
            raise yaml.composer.ComposerError(None, None, f"a tag ({tag}); take it out", mark)
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise yaml.composer.ComposerError(None, None, "is nested too deeply; write it plainly", mark)
        node: yaml.Node | None = super().compose_node(parent, index)
        self.depth -= 1
        return node

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                if key.value in seen:
                    raise _Twice(None, None, f"{key.value!r} is there twice; take one out", key.start_mark)
                seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_bytes(path: Path, most: int = MOST_BYTES) -> bytes:
    """A file's bytes, if it is a plain file and not too large. Raises ContentError."""
    try:
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode):
            raise ContentError(f"{path}: is a link (put the file itself here)")
        if not stat.S_ISREG(found.st_mode):
            raise ContentError(f"{path}: is no file (take it out)")
        if found.st_size > most:
            raise ContentError(f"{path}: has {found.st_size:,} bytes (at most {most:,}: is it the right file?)")
        return path.read_bytes()
    except FileNotFoundError:
        raise ContentError(f"{path}: there is no such file (copy the example from Wardlight's own content)") from None
    except OSError as error:
        raise ContentError(f"{path}: cannot be read: {error.strerror}") from None


def read_text(path: Path) -> str:
    """A file's text. Raises ContentError with the line."""
    data = read_bytes(path)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ContentError(f"{path}: is UTF-16 (save it as UTF-8)")
    if data.startswith(b"\xef\xbb\xbf"):
        raise ContentError(f"{path}: begins with a byte order mark (save it as UTF-8 without one)")
    try:
        text = data.decode(_ENCODING)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ContentError(f"{path}, line {line}: not UTF-8 (save it as UTF-8)") from None
    text = text.replace("\r\n", "\n")
    for pattern, what in ((_CONTROL, "a control character"), (_TURNING, "a mark that turns the reading order round")):
        found = pattern.search(text)
        if found:
            line = text.count("\n", 0, found.start()) + 1
            raise ContentError(f"{path}, line {line}: has {what}, U+{ord(found[0]):04X} (take it out)")
    if not text.strip():
        raise ContentError(f"{path}: is empty (copy the example from Wardlight's own content)")
    return text


@functools.lru_cache(maxsize=64)  # a check reads a file several times, and YAML is slow; nobody changes what comes back
def _parsed(text: str) -> tuple[yaml.Node | None, Any]:
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def read(path: Path, kind: type[Kind]) -> Kind:
    """A YAML file as the values that it has to hold. Raises ContentError with line and place."""
    text = read_text(path)
    try:
        node, raw = _parsed(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        problem = getattr(error, "problem", None) or "cannot be understood"
        what = problem if isinstance(error, (_Twice, yaml.composer.ComposerError)) else f"not YAML: {problem}"
        raise ContentError(f"{path}{line}: {what}") from None
    except ValueError as error:  # a date that is none, as in 2026-13-40
        raise ContentError(f"{path}: {error} (mend it)") from None
    if node is None:
        raise ContentError(f"{path}: is empty (copy the example from Wardlight's own content)")
    try:
        return msgspec.convert(raw, kind)
    except msgspec.ValidationError as error:
        raise ContentError(_told(path, node, str(error))) from None


_KINDS = {
    "str": "words",
    "int": "a number",
    "float": "a number",
    "bool": "true or false",
    "date": "a date",
    "array": "a list",
    "object": "parts with names",
    "null": "nothing",
}
_MIXED = re.compile(r"Expected `([^`]+)`, got `([^`]+)`")


def _told(path: Path, node: yaml.Node, message: str) -> str:
    """msgspec's message with the line in the file and the place in words."""
    where = _WHERE.search(message)
    words: list[str] = []
    for name, index, _ in _STEP.findall(where[1]) if where else []:
        node, named = _inside(node, name, index)
        if index and words:
            words[-1] += f" {named}"
        else:
            words.append(named)
    what = _WHERE.sub("", message)
    unknown = re.search(r"unknown field `(.+)`", what)
    missing = re.search(r"missing required field `(.+)`", what)
    mixed = _MIXED.search(what)
    if unknown:
        node = _key(node, unknown[1]) or node
        what = f"unknown key {unknown[1]!r} (mend its name; a text with a comma needs quotation marks)"
    elif missing:
        what = f"there is no {missing[1]!r} (add '{missing[1]}:')"
    elif mixed:
        wanted, got = (
            " or ".join(_KINDS.get(kind.strip(), kind.strip()) for kind in kinds.split("|")) for kinds in mixed.groups()
        )
        hint = "put it in quotation marks" if wanted == "words" and got != "a list" else "mend it"
        what = f"has {got} where {wanted} should stand ({hint})"
    elif "matching regex" in what:
        what = "has signs that are not allowed there (use small letters, digits and _)"
    else:
        what = f"{what[:1].lower()}{what[1:].replace('`', '')} (mend it)"
    place = f"{', '.join(word for word in words if word)}: " if any(words) else ""
    return f"{path}, line {node.start_mark.line + 1}: {place}{what}"


def _inside(node: yaml.Node, name: str, index: str) -> tuple[yaml.Node, str]:
    """One step down: the node there, and the words for the step."""
    if name and isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == name), node), name
    if index and isinstance(node, yaml.SequenceNode) and int(index) < len(node.value):
        inner = node.value[int(index)]
        own = (
            [value.value for key, value in getattr(inner, "value", []) if key.value in ("id", "code")]
            if isinstance(inner, yaml.MappingNode)
            else []
        )
        return inner, f"{int(index) + 1}{f' ({own[0]})' if own else ''}"
    return node, name


def _key(node: yaml.Node, name: str) -> yaml.Node | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((key for key, _ in node.value if key.value == name), None)
