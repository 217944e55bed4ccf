"""What the room keeps open: the snapshot of the catalog, brought up to date before each search."""

from __future__ import annotations

import threading

from core.catalog import searchable
from core.search import stored
from core.search.snapshot import Snapshot, empty, with_changes
from core.site import Site

OVERLAP_SECONDS = 30.0  # longer than a transaction lasts: one that was committed late is still seen
WORTH_SAVING = 1000  # pictures that were read since the file was written


class Engine:
    """The searchable catalog of a site: `site.part(Engine)`. Safe to share between threads."""

    def __init__(self, site: Site) -> None:
        self._store, self._settings = site.store, site.settings
        self._lock = threading.Lock()
        self._snapshot = empty()
        self._row_of: dict[str, int] = {}  # made when the first picture changes
        self._newest = 0.0
        self._corrected = 0
        self._recent: dict[str, float] = {}  # changes that were read already, within the overlap
        self._unsaved = 0

    def now(self) -> Snapshot:
        """The catalog as it is now: the first time from its file or whole, after that only what changed."""
        with self._lock:
            if len(self._snapshot) == 0 and not self._open():
                self._read_all()
            else:
                self._read_changes()
            if self._unsaved >= WORTH_SAVING:
                stored.save(self._settings, stored.Stored(self._snapshot, self._newest, self._corrected,
                                                           self._recent))
                self._unsaved = 0
            return self._snapshot

    def _open(self) -> bool:
        """Begin with what an earlier process has written, unless the database is behind it, as after a restore."""
        found = stored.load(self._settings)
        if found is None:
            return False
        with self._store.reading() as connection:
            count, newest, corrected = searchable.state_of(connection)
        if count < len(found.snapshot) or newest < found.newest or corrected < found.corrected:
            return False
        self._snapshot, self._newest, self._corrected = found.snapshot, found.newest, found.corrected
        self._recent = found.recent
        return True

    def _read_all(self) -> None:
        with self._store.reading() as connection:
            count, self._newest, self._corrected = searchable.state_of(connection)
            if not count:
                return
            pages = list(searchable.all_pictures(connection))
            self._row_of = {}
            self._snapshot = with_changes(empty(), pages, searchable.search_rows(connection), self._row_of)
        self._unsaved = len(self._snapshot)
        self._recent = {row[0]: row[2] for page in pages for row in page if row[2] > self._newest - OVERLAP_SECONDS}

    def _read_changes(self) -> None:
        with self._store.reading() as connection:
            changed = [row for row in searchable.changed_pictures(connection, self._newest - OVERLAP_SECONDS)
                       if self._recent.get(row[0]) != row[2]]
            said, self._corrected = searchable.corrected_pictures(connection, self._corrected)
            if not changed and not said:
                return
            if not self._row_of:
                self._row_of = {name.decode(): row for row, name in enumerate(self._snapshot.ids.tolist())}
            ids = {row[0] for row in changed}
            again = [name for name in dict.fromkeys(said) if name not in ids and name in self._row_of]
            if not ids and not again:
                return
            pages = [changed, self._known(again)]
            self._snapshot = with_changes(self._snapshot, pages, searchable.search_rows(connection, [*ids, *again]),
                                          self._row_of)
        self._unsaved += len(ids)
        self._newest = max([self._newest, *(row[2] for row in changed)])
        self._recent |= {row[0]: row[2] for row in changed}
        self._recent = {name: at for name, at in self._recent.items() if at > self._newest - OVERLAP_SECONDS}

    def _known(self, picture_ids: list[str]) -> list[searchable.PictureRow]:
        """The rows of pictures that did not change themselves."""
        snapshot = self._snapshot
        date, width, height = (snapshot.columns[name] for name in ("date", "width", "height"))
        return [(name, int(snapshot.numbers[row]), 0.0, float(date[row]), int(width[row]), int(height[row]))
                for name, row in ((name, self._row_of[name]) for name in picture_ids)]
