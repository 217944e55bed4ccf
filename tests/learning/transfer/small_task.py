"""The training with a tiny backbone, for a process of its own, which no test can reach into."""

from __future__ import annotations

from typing import Any

import pytest

from core.learning.transfer import tasks
from core.learning.transfer.order import Order
from core.settings import Settings
from tests.learning.transfer.small import tiny_trunk


def train(settings: Settings, order: Order, folder: str, *, progress: Any) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        tiny_trunk(patch)
        return tasks.train(settings, order, folder, progress=progress)
