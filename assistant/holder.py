"""The assistant in use, exchanged for one on a newer index while answers are under way.

Whoever asks gets the assistant of that moment and keeps it until the answer is whole; the one before is given up when
its last answer is. Never builds an index: it takes up what others have published.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from assistant.engine import Assistant
from assistant.settings import Settings
from index.errors import UserError
from index.snapshot import current_folder

WATCH_SECONDS = 5.0

logger = logging.getLogger(__name__)


class AssistantHolder:
    """Hands out the assistant in use; pages ask for it anew with every event.

    Args:
        settings: Where the index lies, and what it is read with.
        opened: Opens the assistant on the snapshot that is current then.
    """

    def __init__(self, settings: Settings, opened: Callable[[Settings], Assistant] = Assistant.open) -> None:
        self._settings = settings
        self._opened = opened
        self._lock = threading.Lock()
        self._current = opened(settings)

    @property
    def current(self) -> Assistant:
        """The assistant in use; a caller that asks it more than once gets answers of one snapshot."""
        return self._current

    def refresh(self) -> bool:
        """Take up the snapshot that is current now; tell whether it is another.

        Raises:
            UserError: It cannot be opened; the one in use stays.
        """
        with self._lock:
            if current_folder(self._settings.index.dir).name == self._current.version:
                return False
            self._current = self._opened(self._settings)
            return True

    def watch(self, ended: threading.Event | None = None) -> None:
        """Take up every new snapshot soon after it is published, whoever published it; in a thread of its own."""
        ended = ended or threading.Event()

        def look() -> None:
            failed = ""
            while not ended.wait(WATCH_SECONDS):
                try:
                    self.refresh()
                    failed = ""
                except (UserError, OSError) as error:  # a full disk today is none tomorrow
                    if str(error) != failed:
                        logger.warning("the new index cannot be used: %s", error)
                    failed = str(error)

        threading.Thread(target=look, daemon=True, name="index-watch").start()
