"""Files that mark what a channel was told, for when the database cannot be asked."""

import logging
from datetime import datetime
from hashlib import sha256
from pathlib import Path

_LOG = logging.getLogger(__name__)


class SentMarks:
    """The folder of marks: an empty file for each notice and channel, created before sending."""

    def __init__(self, home: Path) -> None:
        """Keep the marks in the deployment's folder."""
        self._folder = home / "notices"

    def take(self, *key: str) -> bool:
        """Create the mark of a notice; False: another process has it, and sends or has sent.

        Where the folder cannot be written, a notice is sent rather than lost.
        """
        try:
            self._folder.mkdir(exist_ok=True)
            self._file(key).touch(exist_ok=False)
        except FileExistsError:
            return False
        except OSError as error:
            _LOG.warning("A notice cannot be marked as sent: %s.", type(error).__name__)
        return True

    def give_back(self, *key: str) -> None:
        """Remove the mark of a notice that a channel did not take."""
        try:
            self._file(key).unlink(missing_ok=True)
        except OSError as error:
            _LOG.warning("The mark of a notice cannot be removed: %s.", type(error).__name__)

    def forget(self, before: datetime) -> None:
        """Remove the marks that were made before a time."""
        for mark in self._folder.glob("*"):
            if mark.stat().st_mtime < before.timestamp():
                mark.unlink(missing_ok=True)

    def _file(self, key: tuple[str, ...]) -> Path:
        return self._folder / sha256("\0".join(key).encode()).hexdigest()
