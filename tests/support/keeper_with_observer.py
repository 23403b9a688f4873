"""The tablet's keeper as it is, with the observed window in the place of the plain one. `python -m tests.support.keeper_with_observer SETTINGS`"""

from __future__ import annotations

import sys
from pathlib import Path

from kiosk.tablet import keeper


def main() -> None:
    keeper.MODULES[keeper.WINDOW] = "tests.support.observed_window"
    sys.exit(keeper.Keeper(Path(sys.argv[1])).run())


if __name__ == "__main__":
    main()
