"""What a running backend is made of, as one value that its pages and routes are given."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.trust import keys
from kiosk.trust.calls import CallHub
from kiosk.trust.notices import Notices
from kiosk.trust.relays.relays import Relays
from kiosk.trust.secret import ServerSecret
from kiosk.trust.settings import Settings
from kiosk.trust.store.database import Store
from kiosk.trust.tablets import Tablets


@dataclass(frozen=True)
class Backend:
    """One process of the trust. Litestar handlers ask for it by the name `backend`.

    clock: seconds since 1970. It holds no key of a reader; the server secret's intake and statistics keys are unwrapped by the sorting process alone.
    """

    settings: Settings
    store: Store
    secret: ServerSecret
    trust: keys.Trust
    tablets: Tablets
    calls: CallHub
    relays: Relays
    notices: Notices
    clock: Callable[[], float] = time.time
