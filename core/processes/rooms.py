"""Rooms in worker processes: the public verbs of a room are imported when one is asked for, not with its tasks.

`core/<room>/__init__.py` imports all of a room's verbs, and these the database and the HTTP client. A process that runs
tasks needs neither.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any


def import_verbs_late() -> None:
    """From now on `import core.<room>.tasks` does not run the room's `__init__` before somebody asks for a verb."""
    if not any(isinstance(finder, _Rooms) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Rooms())


class _Rooms(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
                  ) -> ModuleSpec | None:
        if not fullname.startswith("core.") or fullname.count(".") != 1:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is not None and spec.loader is not None and spec.submodule_search_locations is not None:
            spec.loader = _Late(spec.loader)
        return spec


class _Late(Loader):
    def __init__(self, loader: Any) -> None:
        self.loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _Room(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing: `_Room` runs the code of the package when one of its verbs is asked for."""


class _Room(ModuleType):
    def __getattr__(self, name: str) -> Any:
        late = self._late()
        if name.startswith("__") or late is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        module = f"{self.__name__}.{name}"
        if not self._is_verb(late, name) and importlib.util.find_spec(module) is not None:
            return importlib.import_module(module)
        assert self.__spec__ is not None
        self.__spec__.loader = late.loader
        late.loader.exec_module(self)
        return getattr(self, name)

    def __setattr__(self, name: str, value: Any) -> None:
        late = self._late() if isinstance(value, ModuleType) else None
        if late is None or not self._is_verb(late, name):  # a verb goes before a module of its name
            super().__setattr__(name, value)

    def _late(self) -> _Late | None:
        loader = self.__spec__.loader if self.__spec__ is not None else None
        return loader if isinstance(loader, _Late) else None

    def _is_verb(self, late: _Late, name: str) -> bool:
        return name in late.loader.get_code(self.__name__).co_names
