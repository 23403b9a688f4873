"""What is wrong with a content folder: said at the first fault to whoever publishes, or all of it to whoever mends it."""

from __future__ import annotations

from kiosk.refusal import Refusal


class ContentError(Refusal, ValueError):
    """A content folder that cannot be published. One line: which file, what is wrong, how to mend it."""


class Faults:
    """Takes what is wrong, in the order of finding. all_of_them: gather the lines; otherwise the first one is raised."""

    def __init__(self, all_of_them: bool = False) -> None:
        self._all = all_of_them
        self.lines: list[str] = []

    def add(self, line: str) -> None:
        """Raises ContentError, or keeps the line."""
        if not self._all:
            raise ContentError(line)
        if line not in self.lines:
            self.lines.append(line)

    def __enter__(self) -> None:
        """`with faults:` a part that cannot go on after its first fault; what comes after it does."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> bool:
        if isinstance(error, ContentError) and self._all:
            self.add(str(error))
            return True
        return False
