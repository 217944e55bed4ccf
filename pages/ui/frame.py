"""The frame that every page opens: its configuration, its style, and how errors look."""

from __future__ import annotations

import logging
import runpy
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from core.errors import MerchlensError, SetupError
from core.words.colors import OUTCOME_COLORS

HERE = Path(__file__).parent
LOG = logging.getLogger("merchlens.pages")


@contextmanager
def frame(title: str, purpose: str) -> Iterator[None]:
    """Open a page: configuration, heading, and errors shown as cards.

    Parameters
    ----------
    title : str
        The page's heading.
    purpose : str
        One sentence: what the page is for.
    """
    _through_menu()
    name = "Merchlens" if title == "Merchlens" else f"{title} · Merchlens"
    st.set_page_config(page_title=name, page_icon=str(HERE / "icon.svg"), layout="wide")
    st.logo(str(HERE / "icon.svg"), size="large")
    st.html(_style())
    st.title(title, anchor=False)
    st.markdown(purpose)
    with section():
        yield


@cache
def _style() -> str:
    """The style sheet, with the palette's colors of outcomes as its variables."""
    colors = "".join(f"--ml-{outcome}:{color};" for outcome, color in OUTCOME_COLORS.items())
    return f"<style>:root{{{colors}}}{(HERE / 'style.css').read_text('utf-8')}</style>"


@contextmanager
def section() -> Iterator[None]:
    """A part of a page whose failure leaves the other parts alive."""
    try:
        yield
    except MerchlensError as error:
        what = "Merchlens is not set up" if isinstance(error, SetupError) else "This did not work"
        error_card(what, error.message, error.hint)
    except Exception:  # noqa: BLE001 - a bug of ours: the reader gets a number, the log the details
        number = secrets.token_hex(4)
        LOG.exception("error %s", number)
        message = "This is a bug in Merchlens, not in your photos. The rest of the page still works."
        hint = f"Try again. If it fails again, please report it with error {number} from the server's log."
        error_card("This part of the page failed", message, hint)


def error_card(title: str, message: str, hint: str) -> None:
    """What happened and what to do; any text may come from strangers."""
    st.html(
        f'<div class="ml-error" role="alert"><strong>{escape(title)}</strong>'
        f"<p>{escape(message)}</p><p>{escape(hint)}</p></div>"
    )


def _through_menu() -> None:
    """Begin again by app.py when a deep link into a fresh server runs the page without it (Streamlit 1.67)."""
    if "through_menu" not in st.session_state:
        st.session_state.update(through_menu=True, beside_menu=True)  # also where there is no menu: never twice
        runpy.run_path(str(HERE.parent.parent / "app.py"), run_name="__main__")  # comes back here, with the menu known
    if st.session_state.pop("beside_menu", False):
        st.rerun()
