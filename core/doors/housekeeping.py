"""What the server does once a minute: end sessions that have left, delete their uploads and what nobody goes on
uploading, and collect garbage.

Streamlit would collect garbage after each run of a page, which costs every click 0.15 to 0.3 s, so that is off
(`.streamlit/config.toml`). Sessions hold reference cycles with an event loop and its three descriptors each, and
Streamlit 1.67 lets those that have left go only when another one leaves: hence the minute.
"""

from __future__ import annotations

import asyncio
import gc
import logging
from contextlib import suppress
from typing import Any

from streamlit import runtime

from core.doors.resumable import FOLDER, sweep
from core.doors.uploads import uploads
from core.settings import read_settings

log = logging.getLogger(__name__)
EVERY_SECONDS = 60.0


async def keep_house() -> None:
    """Run in the server's event loop, to which sessions belong, until it is cancelled; uploads are deleted then."""
    gc.collect()
    gc.freeze()  # what is loaded now is never garbage: later collections pass over it
    try:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            try:
                tidy(runtime.get_instance() if runtime.exists() else None)
            except Exception:
                log.exception("Housekeeping failed and goes on in a minute")
    finally:
        uploads().close()


def tidy(streamlit: Any) -> None:
    """Let go of what sessions left behind; `streamlit` is its runtime."""
    with suppress(AttributeError):  # parts of Streamlit without a public name
        streamlit._session_mgr._session_storage._cache.expire()
    uploads().sweep()
    sweep(read_settings().data_dir / FOLDER)
    gc.collect()
