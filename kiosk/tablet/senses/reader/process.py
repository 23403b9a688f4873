"""The reader process: gives what the window shows to AT-SPI, for screen readers and Braille displays, and brings back what people do with them.

    window -> tree, news -> bridge -> AccessKit -> AT-SPI -> screen reader
           <- act, attend <-

It runs apart from the window, so that nothing that happens on the bus, in a screen reader or in AccessKit can hold up or end what a person is doing.
Where anything of that fails it ends, and the keeper starts another; without a bus it sleeps. What a page says is held in memory alone.
"""

from __future__ import annotations

import faulthandler
import select
import sys
from pathlib import Path

from kiosk.refusal import Refusal
from kiosk.tablet import keeper, links, settings
from kiosk.tablet.channel import Channel, ChannelClosed
from kiosk.tablet.senses.hearing.process import end_without_words
from kiosk.tablet.senses.reader import messages
from kiosk.tablet.senses.reader.bridge import NAME, BadTree, Bridge
from kiosk.tablet.senses.reader.bus import Bus, NoBus, Registry
from kiosk.tablet.senses.reader.naming import go_on_as

LOOK_AGAIN = 5.0  # seconds between two looks for a bus that came, or for AccessKit's thread
STUCK = 15.0  # seconds after which a call that has not come back is taken for frozen
SOON = 0.005  # seconds between two looks whether AccessKit may be called
FOCUS, ANNOUNCEMENT = "objectstatechangedfocused", "objectannouncement"


Waited = links.Control | Bus | Bridge | Registry | Channel[messages.FromWindow]


class Gone(ConnectionError):
    """The window has gone, or AccessKit cannot go on: another process has to begin anew."""


class Reading:
    """One reader process from its start to its end."""

    def __init__(self, control: links.Control, session: Bus) -> None:
        self._control, self._session = control, session
        self._window: Channel[messages.FromWindow] | None = None
        self._registry: Registry | None = None
        self._bridge = Bridge(self._tell)
        self._waiting: list[messages.Show] = []
        self._told: messages.Listening | None = None
        self._shown = False  # something was
        self._announced = False  # somebody listens to announcements

    def serve(self) -> None:
        """Until the keeper ends (links.KeeperGone), or something fails (NoBus, Gone)."""
        while True:
            ready = self._select()
            # Whatever hangs from here on hangs in AccessKit or on the bus: end, and begin anew.
            faulthandler.dump_traceback_later(STUCK, exit=True)
            if self._control in ready and (end := self._control.new_links().get(keeper.WINDOW)):
                self._join(Channel(end, messages.FromWindow))
            if self._session in ready:
                self._session.take()
            self._bridge.take()
            self._listen(changed=self._registry in ready)
            if self._window is not None and self._window in ready:
                self._hear(self._window)
            self._show()
            faulthandler.cancel_dump_traceback_later()
            if self._bridge.broken:
                raise Gone("AccessKit has ended")

    def _select(self) -> list[Waited]:
        waiting: list[Waited] = [self._control, self._session, self._bridge]
        waiting += [other for other in (self._window, self._registry) if other is not None]
        unsettled = self._bridge.wanted and not self._bridge.settled
        ready, _, _ = select.select(waiting, [], [], SOON if unsettled else LOOK_AGAIN)
        return ready

    # --- who listens ----------------------------------------------------------------------------------------------

    def _listen(self, *, changed: bool) -> None:
        """Whether a tree is wanted, and whether somebody is there who reads it out."""
        if not self._bridge.wanted:
            if self._registry:
                self._registry.close()
                self._registry = None
            self._tell_listening(messages.Listening(wanted=False, reader=False))
            return
        fresh = self._registry is None
        if self._registry is None:
            self._registry = Registry(self._session)
        if fresh or (changed and self._registry.changed()):
            events = self._registry.listened_to()
            self._announced = any(ANNOUNCEMENT.startswith(event) for event in events if event != "object")
            follows = any(FOCUS.startswith(event) for event in events)
            self._tell_listening(messages.Listening(wanted=True, reader=follows))

    def _tell_listening(self, now: messages.Listening) -> None:
        if now != self._told:
            self._told = now
            self._tell(now)

    # --- the window -----------------------------------------------------------------------------------------------

    def _join(self, window: Channel[messages.FromWindow]) -> None:
        self._window, self._waiting = window, []
        if self._told is not None:
            self._tell(self._told)

    def _hear(self, window: Channel[messages.FromWindow]) -> None:
        try:
            self._waiting += window.receive()
            window.flush()
        except ChannelClosed:
            self._lose_window()

    def _lose_window(self) -> None:
        """What it has shown may hold what somebody typed, and copies of it stay in a process's memory: begin anew, unless nothing was shown."""
        self._window, self._waiting = None, []
        if self._shown:
            raise Gone("the window has gone")

    def _show(self) -> None:
        while self._waiting and (self._bridge.settled or not self._bridge.wanted):
            show = self._waiting.pop(0)
            try:
                if self._bridge.wanted:
                    self._shown = True
                    # Readers that know announcements also see the keys, and say themselves what is typed into a box.
                    news = tuple(one for one in show.news if not (one.box and self._announced))
                    self._bridge.show(show.tree, news, old=not self._announced)
            except BadTree as fault:
                print(f"reader: {fault}: it is passed over", file=sys.stderr)
            self._tell(messages.Shown())

    def _tell(self, message: messages.Message) -> None:
        if self._window is not None:
            try:
                self._window.send(message)
            except ChannelClosed:
                self._lose_window()


def wait_for_bus(control: links.Control) -> Bus:
    """The session's bus, once it answers. Raises links.KeeperGone."""
    while True:
        faulthandler.dump_traceback_later(STUCK, exit=True)
        try:
            return Bus()
        except NoBus:
            pass
        finally:
            faulthandler.cancel_dump_traceback_later()
        # A link that comes meanwhile stays in the control socket; `recv` of a keeper that has gone shows as readable and empty.
        if control.gone(LOOK_AGAIN):
            raise links.KeeperGone("the keeper has ended")


def main() -> None:
    """python -m kiosk.tablet.senses.reader.process SETTINGS CONTROL_FD [again]"""
    sys.excepthook = end_without_words
    try:
        control = links.control_from(sys.argv[2])
        session = wait_for_bus(control)
        try:
            data = Path(settings.read(Path(sys.argv[1])).data)
        except Refusal:
            data = None  # the window refuses the same file and says why
        if data is not None:
            again = sys.argv[3:] == [keeper.AGAIN]
            go_on_as(NAME, data / "reader", "kiosk.tablet.senses.reader.process", sys.argv[1:], heard=not again)
        Reading(control, session).serve()
    except (links.KeeperGone, KeyboardInterrupt):
        return
    except (NoBus, Gone):
        sys.exit(1)


if __name__ == "__main__":
    main()
