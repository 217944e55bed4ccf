"""The one site of the process."""

from __future__ import annotations

import threading
import time

import pytest
import streamlit as st

from pages.ui import state


def test_two_first_visitors_at_once_open_one_site(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[object] = []

    def slowly(settings: object) -> object:
        time.sleep(0.2)
        opened.append(object())
        return opened[-1]

    monkeypatch.setattr(state, "open_site", slowly)
    st.cache_resource.clear()
    found: list[object] = []
    visitors = [threading.Thread(target=lambda: found.append(state.site())) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    st.cache_resource.clear()
    assert len(opened) == 1
    assert found == opened * 4
