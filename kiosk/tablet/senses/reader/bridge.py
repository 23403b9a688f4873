"""From trees to AccessKit, and from what a screen reader does to messages. The one place that knows AccessKit.

Two things of accesskit 0.7 shape it. It calls our handlers on a thread of its own while it holds a lock that its methods wait for with Python's lock
held: so no method is called until that thread has left our handler (`_settled`). And what it cannot take it panics at, for good: so every tree is
checked first, and a panic ends the process.
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path

import accesskit
from accesskit import Action, Live, Rect, Role, TextPosition, TextSelection, Toggled, TreeUpdate

from kiosk.tablet.senses.reader import messages, text_runs
from kiosk.tablet.senses.reader.tree import ROOT, Node, Tree

NAME = "Wardlight"
TOOLKIT = "Wardlight"
_ROOT = 0
ROLES = {
    "window": Role.WINDOW,
    "main": Role.MAIN,
    "heading": Role.HEADING,
    "label": Role.LABEL,
    "image": Role.IMAGE,
    "group": Role.GROUP,
    "list": Role.LIST,
    "list_item": Role.LIST_ITEM,
    "radio_group": Role.RADIO_GROUP,
    "radio": Role.RADIO_BUTTON,
    "check": Role.CHECK_BOX,
    "button": Role.BUTTON,
    "toggle": Role.BUTTON,  # AccessKit makes a toggle button of a button that is on or off
    "text_input": Role.TEXT_INPUT,
    "password": Role.PASSWORD_INPUT,
    "status": Role.STATUS,
    "timer": Role.PROGRESS_INDICATOR,
    "video": Role.VIDEO,
    "code": Role.LABEL,
    "figure": Role.FIGURE,
    "keyboard": Role.GROUP,
    "toolbar": Role.TOOLBAR,
}


class BadTree(ValueError):
    """A tree that AccessKit would panic at. Says what is wrong by ids alone."""


class Bridge:
    """asked: takes what a person did (on the caller's thread, in `take`). fileno: readable when there is something to take."""

    def __init__(self, asked: Callable[[messages.Act | messages.Attend], None]) -> None:
        self._asked = asked
        self._woken, self._wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        self.wanted = False
        self._handler: int | None = None  # the thread that activated us
        self._requests: deque[tuple[Action, int]] = deque()
        self._live = False
        self._page = ""
        self._sent: dict[str, Node] = {}
        self._name, self._old = NAME, False
        self._numbers: dict[str, int] = {}
        self._keys: dict[int, Node] = {}
        self._next = _ROOT + 1
        self._threads = _own_threads()
        self._adapter = accesskit.unix.Adapter(self._activated, self._requested, self._deactivated)

    def fileno(self) -> int:
        return self._woken

    @property
    def broken(self) -> bool:
        """AccessKit's own thread has ended: it does so where the bus fails it, and says nothing."""
        return _own_threads() <= self._threads

    # --- on AccessKit's thread: flags alone -----------------------------------------------------------------------

    def _activated(self) -> None:
        self._handler, self.wanted = threading.get_ident(), True
        self._rouse()

    def _deactivated(self) -> None:
        self.wanted, self._live = False, False
        self._rouse()

    def _requested(self, request: accesskit.ActionRequest) -> None:
        self._requests.append((request.action, int(request.target)))
        self._rouse()

    def _rouse(self) -> None:
        with contextlib.suppress(BlockingIOError):  # it is roused already
            os.write(self._wake, b".")

    # --- on ours --------------------------------------------------------------------------------------------------

    @property
    def settled(self) -> bool:
        """Wanted, and safe to call: the thread that activated us needs Python's lock no more."""
        return self.wanted and self._handler not in sys._current_frames()

    def take(self) -> None:
        """Pass on what a person did since last time."""
        with contextlib.suppress(BlockingIOError):
            os.read(self._woken, 4096)
        while self._requests:
            action, number = self._requests.popleft()
            node = self._keys.get(number)
            if node is None or not node.usable:
                continue
            if action == Action.CLICK and node.click:
                self._asked(messages.Act(self._page, node.key))
            elif action == Action.FOCUS and node.focusable:
                self._asked(messages.Attend(self._page, node.key))

    def show(self, tree: Tree, news: tuple[messages.News, ...], old: bool) -> None:
        """Hand it over; only while `settled`. old: readers here are of before 2023 (Orca 43). They listen to no announcements, so news become the
        window's name, which they say; and they ask for text in a way that AccessKit does not answer, so that of a box stands before it.

        Raises BadTree, and PanicException (a BaseException) where AccessKit cannot go on.
        """
        check(tree)
        if not self._live:
            self._live, self._sent, self._numbers = True, {}, {}
            self._adapter.set_root_window_bounds(_whole(tree), _whole(tree))
            self._adapter.update_window_focus_state(True)
        if old != self._old:
            self._old, self._sent = old, {}
        if old and news:
            self._name = " ".join(told.words for told in news)
        elif tree.page != self._page:
            self._name = NAME
        nodes = {node.id: node for node in tree.nodes}
        if any(node not in self._numbers for node in nodes):
            self._number(nodes)
        told = [] if old else [(self._fresh(), one) for one in news]
        update = TreeUpdate(self._numbers[tree.focus])
        update.tree = accesskit.Tree(_ROOT)
        update.tree.toolkit_name = TOOLKIT
        for number, made in self._changed(tree, nodes, told):
            update.nodes.append((number, made))
        self._page, self._sent = tree.page, nodes
        self._keys = {self._numbers[node.id]: node for node in tree.nodes if node.key}
        self._adapter.update_if_active(lambda: update)

    def _fresh(self) -> int:
        self._next += 1
        return self._next

    def _number(self, nodes: dict[str, Node]) -> None:
        """Numbers of what is new; what has gone and comes back is new."""
        self._numbers = {name: number for name, number in self._numbers.items() if name in nodes}
        for name in nodes:
            if name not in self._numbers:
                self._numbers[name] = _ROOT if name == ROOT else self._fresh()

    def _changed(
        self, tree: Tree, nodes: dict[str, Node], told: list[tuple[int, messages.News]]
    ) -> Iterator[tuple[int, accesskit.Node]]:
        for node in tree.nodes:
            if node.id == ROOT:
                yield _ROOT, self._root(node, [number for number, _ in told])
            elif self._sent.get(node.id) != node:
                runs = [self._fresh() for _ in node.runs.lines] if node.runs else []
                yield self._numbers[node.id], self._made(node, runs)
                if node.runs:
                    for number, run in zip(runs, node.runs.lines, strict=True):
                        yield number, _run(run, node.language)
        for number, one in told:
            yield number, _told(one)

    def _root(self, node: Node, told: list[int]) -> accesskit.Node:
        root = self._made(node, told)
        root.set_label(self._name)
        return root

    def _made(self, node: Node, more: list[int]) -> accesskit.Node:
        made = accesskit.Node(_role(node))
        if ROLES[node.role] == Role.LABEL:
            made.set_value(node.name)  # a label's name is its value
        else:
            made.set_label(node.name)
        if node.role == "heading":
            # Orca shows a title on a Braille display by its text interface, which AccessKit gives to boxes alone. This stands before that text; it
            # has to differ from the name, and a space does not show.
            made.set_placeholder(f"{node.name} ")
        if node.about:
            made.set_description(node.about)
        made.set_language(node.language)
        made.set_children([*(self._numbers[child] for child in node.children), *more])
        if node.bounds:
            made.set_bounds(Rect(*node.bounds))
        if node.focusable:
            made.add_action(Action.FOCUS)
        if node.click:
            made.add_action(Action.CLICK)
        if node.toggled is not None:
            made.set_toggled(Toggled.TRUE if node.toggled else Toggled.FALSE)
        if not node.usable:
            made.set_disabled()
        if node.level:
            made.set_level(node.level)
        if node.position:
            made.set_position_in_set(node.position - 1)  # AccessKit counts from 0
        if node.total:
            made.set_size_of_set(node.total)
        if node.numeric:
            made.set_numeric_value(node.numeric[0])
            made.set_min_numeric_value(0.0)
            made.set_max_numeric_value(node.numeric[1])
        if node.runs:
            made.set_value(node.value)
            if self._old and node.value:
                made.set_placeholder(node.value.replace("\n", " "))
            ends = [TextPosition(more[run], letter) for run, letter in (node.runs.anchor, node.runs.caret)]
            made.set_text_selection(TextSelection(*ends))
        return made


def _role(node: Node) -> Role:
    return Role.MULTILINE_TEXT_INPUT if node.multiline else ROLES[node.role]


def _run(run: text_runs.Run, language: str) -> accesskit.Node:
    made = accesskit.Node(Role.TEXT_RUN)
    made.set_value(run.value)
    made.set_language(language)
    made.set_character_lengths(list(run.letters))
    made.set_word_lengths(list(run.words))
    return made


def _told(news: messages.News) -> accesskit.Node:
    made = accesskit.Node(Role.LABEL)
    made.set_value(news.words)
    made.set_language(news.language)
    made.set_live(Live.ASSERTIVE if news.assertive else Live.POLITE)
    return made


def _whole(tree: Tree) -> Rect:
    return Rect(0.0, 0.0, float(tree.size[0]), float(tree.size[1]))


def check(tree: Tree) -> None:
    """Raises BadTree for whatever AccessKit would panic at."""
    known = {node.id for node in tree.nodes}
    children = [child for node in tree.nodes for child in node.children]
    if not tree.nodes or tree.nodes[0].id != ROOT or len(known) != len(tree.nodes):
        raise BadTree(f"the tree of {tree.page} does not begin with the window, or has an id twice")
    if len(set(children)) != len(children) or {ROOT, *children} != known:
        raise BadTree(f"the tree of {tree.page} has a node without a parent, or with two")
    if tree.focus not in known:
        raise BadTree(f"the tree of {tree.page} has no {tree.focus}")
    for node in tree.nodes:
        if node.runs and not all(_fits(run) for run in node.runs.lines):
            raise BadTree(f"the tree of {tree.page} has lengths in {node.id} that do not agree")


def _fits(run: text_runs.Run) -> bool:
    lengths = (*run.letters, *run.words)
    return (
        sum(run.letters) == len(run.value.encode())
        and sum(run.words) == len(run.letters)
        and all(0 < length <= text_runs.MOST for length in lengths)
    )


def _own_threads() -> int:
    """Threads with this program's own name: ours, and AccessKit's one that serves the bus."""
    found, own = 0, Path("/proc/self/comm").read_bytes()
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # it has just ended
            found += (task / "comm").read_bytes() == own
    return found
