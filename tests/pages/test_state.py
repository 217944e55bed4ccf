"""The one site of the process."""

from __future__ import annotations

import threading
import time
from types import SimpleNamespace

import pytest
import streamlit as st

from core.settings import Settings
from pages.ui import state


@pytest.mark.parametrize(("headers", "public", "expected"), [
    ({"Host": "127.0.0.1:8501"}, False, True), ({}, False, True), ({"Host": "127.0.0.1:8501"}, True, False),
    ({"Host": "127.0.0.1:8501", "X-Forwarded-For": "203.0.113.9"}, False, False),
    ({"Host": "127.0.0.1:8501", "Via": "1.1 gate"}, False, False), ({"Host": "lens.shop.example"}, False, False),
])
def test_a_visitor_of_the_pages_is_local_without_a_proxy(monkeypatch: pytest.MonkeyPatch, headers: dict[str, str],
                                                         public: bool, expected: bool) -> None:
    monkeypatch.setattr(state, "site", lambda: SimpleNamespace(settings=Settings(public=public)))
    monkeypatch.setattr(state, "st", SimpleNamespace(get_option=lambda name: "127.0.0.1",
                                                     context=SimpleNamespace(headers=headers)))
    assert state.local() is expected


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
