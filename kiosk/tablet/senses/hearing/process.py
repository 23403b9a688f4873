"""The speech process: it will turn sentences into sound. So far it has no voice, says so, and pages therefore do not offer to be heard.

It runs apart from the window because a synthesiser may block or crash, and is joined to it by one socket pair.
"""

from __future__ import annotations

import select
import sys

from kiosk.tablet import keeper, links
from kiosk.tablet.channel import Channel, ChannelClosed
from kiosk.tablet.senses.hearing import messages

LANGUAGES: tuple[str, ...] = ()  # that this machine can speak


def serve(control: links.Control) -> None:
    """Answer the window until the keeper ends. Raises links.KeeperGone."""
    window: Channel[messages.FromWindow] | None = None
    while True:
        waiting: list[links.Control | Channel[messages.FromWindow]] = [control, *([window] if window else [])]
        ready, _, _ = select.select(waiting, [], [])
        try:
            if control in ready and (end := control.new_links().get(keeper.WINDOW)):
                window = Channel(end, messages.FromWindow)
                window.send(messages.Voices(LANGUAGES))
            elif window in ready and window is not None:
                _answer(window)
        except ChannelClosed:
            window = None


def _answer(window: Channel[messages.FromWindow]) -> None:
    """What is asked for all the same ends at once, so that nobody waits for it. Raises ChannelClosed."""
    for message in window.receive():
        if isinstance(message, messages.Speak):
            window.send(messages.Speaking(message.text, None))


def main() -> None:
    """python -m kiosk.tablet.senses.hearing.process SETTINGS CONTROL_FD"""
    try:
        serve(links.control_from(sys.argv[2]))
    except (links.KeeperGone, KeyboardInterrupt):
        return


if __name__ == "__main__":
    main()
