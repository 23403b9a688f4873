"""Content folders: where a ward begins (`new`)."""

from __future__ import annotations

import shutil
from pathlib import Path

from kiosk.charter.faults import ContentError
from kiosk.resources import resource_folder

WHAT_NEXT = """\
{folder}: a copy of the content that comes with Wardlight.
Make it the ward's own, together with the people who stay, visit and work there; {folder}/README.md says how. Then:
  kiosk charter check {folder}"""


def new(folder: Path) -> str:
    """Copy the shipped content, with its translations. Returns what to do next. Raises ContentError where something is there already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ContentError(f"{folder}: there is something already (name a folder that is not there yet)")
    shutil.copytree(resource_folder("content"), folder, dirs_exist_ok=True)
    return WHAT_NEXT.format(folder=folder)
