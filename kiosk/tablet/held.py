"""The ward that this tablet holds: the verified parts on its disk, the interface's words and the ward's videos, as one value for the journeys."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from kiosk import wardpack
from kiosk.resources import resource_folder
from kiosk.tablet import packstore, pages, settings, videos, words
from kiosk.tablet.ward import Ward

LONGEST = 6 * 3600.0  # seconds between two looks at what has expired


class HeldWard:
    """today: seconds since 1970. report: gets a line for each video that cannot be offered. keys: of the parts read last."""

    def __init__(self, chosen: settings.Settings, today: Callable[[], float], report: Callable[[str], None]) -> None:
        self._settings, self._today = chosen, today
        self._interface = words.load(resource_folder("locales"))
        self._store = packstore.PackStore(Path(chosen.data))
        self._films = videos.installed(chosen.videos, report)
        self.keys: wardpack.Keys | None = None

    def read(self) -> Ward:
        """The ward from the parts on disk, each verified against the pinned root."""
        held = self._store.read(self._settings.mode)
        content, duty = held.content, held.duty
        self.keys = held.keys
        now = self._today()
        return Ward(
            words=self._interface.with_ward(content, live=self._settings.mode == "live"),
            content=content,
            duty=duty,
            name=wardpack.ward_name(content) if content else "",
            commonest=self._settings.languages,
            demo=self._settings.mode == "demo",
            start=self._start(content),
            duty_expired=duty is None or wardpack.expired(duty, now),
            keys_expired=held.keys is not None and wardpack.expired(held.keys, now),
            now=now,
            films=self._films,
            figures=held.figures,
        )

    def _start(self, content: wardpack.Content | None) -> pages.Reading:
        start = self._settings.start
        easy_first = content is not None and content.profile == "learning_disability"
        form = start.form or ("easy" if easy_first else "plain")
        return pages.Reading(**msgspec.structs.asdict(start) | {"form": form})

    def lasts(self, ward: Ward) -> float:
        """Seconds until the very next end date: a name must not stand there once its owner has gone home."""
        now = self._today()
        ends: list[float] = [
            part.expires for part in (ward.duty, ward.content, ward.figures, self.keys) if part is not None
        ]
        ends += [line.expires_on for line in (ward.content.organisations if ward.content is not None else ())]
        return min([LONGEST, *(end - now for end in ends if end > now)])
