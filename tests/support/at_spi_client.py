#!/usr/bin/python3
"""A client of AT-SPI as a screen reader is one, for the tests: runs on Debian's own Python, which has libatspi, and is told what to do by lines.

Each line of its standard input is a JSON list: a command and its arguments. Each is answered by one line of JSON.
"""

from __future__ import annotations

import json
import sys
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import gi

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, GLib  # noqa: E402 - its version has to be named first

warnings.simplefilter("ignore")  # libatspi's bindings call half of themselves old
events: list[list[Any]] = []


def application(name: str) -> Any:
    desktop = Atspi.get_desktop(0)
    desktop.clear_cache()
    for number in range(desktop.get_child_count()):
        found = desktop.get_child_at_index(number)
        if found is not None and found.get_name() == name:
            found.clear_cache()
            return found
    return None


def described(node: Any) -> dict[str, Any]:
    states = node.get_state_set()
    box = node.get_component_iface() and node.get_extents(Atspi.CoordType.WINDOW)
    found = {
        "role": node.get_role_name(),
        "name": node.get_name(),
        "about": node.get_description(),
        "language": node.get_object_locale(),
        "attributes": node.get_attributes() or {},
        "states": sorted(state.value_nick for state in states.get_states()),
        "box": [box.x, box.y, box.width, box.height] if box else None,
        "actions": [node.get_action_name(n) for n in range(node.get_n_actions())] if node.get_action_iface() else [],
    }
    text = node.get_text_iface()
    if text is not None:
        length = Atspi.Text.get_character_count(text)
        found["text"] = Atspi.Text.get_text(text, 0, length)
        found["caret"] = Atspi.Text.get_caret_offset(text)
        selected = Atspi.Text.get_n_selections(text) and Atspi.Text.get_selection(text, 0)
        found["selected"] = [selected.start_offset, selected.end_offset] if selected else None
    value = node.get_value_iface()
    if value is not None:
        found["value"] = [Atspi.Value.get_current_value(value), Atspi.Value.get_maximum_value(value)]
    return found


def whole(node: Any) -> dict[str, Any]:
    children = [node.get_child_at_index(number) for number in range(node.get_child_count())]
    return described(node) | {"children": [whole(child) for child in children if child is not None]}


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for number in range(node.get_child_count()):
        child = node.get_child_at_index(number)
        if child is not None:
            yield from nodes(child)


def found(name: str, role: str, wanted: str) -> Any:
    top = application(name)
    for node in nodes(top) if top else ():
        if node.get_name() == wanted and node.get_role_name() == role:
            return node
    return None


def tree(name: str) -> dict[str, Any] | None:
    top = application(name)
    return whole(top) if top else None


def act(name: str, role: str, wanted: str) -> bool:
    node = found(name, role, wanted)
    return node is not None and node.get_action_iface() is not None and bool(Atspi.Action.do_action(node, 0))


def focus(name: str, role: str, wanted: str) -> bool:
    node = found(name, role, wanted)
    return node is not None and bool(Atspi.Component.grab_focus(node))


def listen(*kinds: str) -> bool:
    for kind in kinds:
        listener.register(kind)
    return True


def heard() -> list[list[Any]]:
    pump(0.05)
    taken = list(events)
    events.clear()
    return taken


def pump(seconds: float) -> None:
    """Let events come in."""
    loop = GLib.MainLoop()
    GLib.timeout_add(int(seconds * 1000), loop.quit)
    loop.run()


def on_event(event: Any) -> None:
    said = event.any_data if isinstance(event.any_data, str) else ""
    events.append([event.type, event.detail1, event.detail2, said, event.source.get_name()])


COMMANDS: dict[str, Callable[..., Any]] = {"tree": tree, "act": act, "focus": focus, "listen": listen, "heard": heard}

Atspi.init()
listener = Atspi.EventListener.new(on_event)
for line in sys.stdin:
    command, *arguments = json.loads(line)
    pump(0.01)
    try:
        answer = COMMANDS[command](*arguments)
    except GLib.Error:
        answer = None  # what was asked for has just gone
    print(json.dumps(answer), flush=True)
