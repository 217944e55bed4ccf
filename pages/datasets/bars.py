"""How many photos each label has, as small bars that show the splits."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import streamlit as st

from core.words.colors import kind_color
from core.words.dataset import SPLIT_WORDS, name_of
from core.words.numerals import count

SHADES = {"": 100, "train": 100, "validation": 60, "test": 30}  # of a label's color, in percent


def label_bars(labels: Mapping[str, int], splits: Mapping[str, Mapping[str, int]]) -> None:
    """A bar for each label, the longest for the most frequent one; splits stand in it one after another."""
    parts = splits or {"": labels}
    most = max(labels.values())
    bars = [_bar(label, {split: numbers.get(label, 0) for split, numbers in parts.items()}, most,
                 color=kind_color(label, list(labels))) for label in labels]
    st.html(f'<div class="ml-counts">{"".join(bars)}</div>')


def _bar(label: str, numbers: Mapping[str, int], most: int, *, color: str) -> str:
    start, fills = 0.0, []
    for split, number in numbers.items():
        shade = f"color-mix(in srgb, {color} {SHADES[split]}%, transparent)"
        fills.append(f'<span class="ml-fill" style="left:{start:.1%};width:{number / most:.1%};right:auto;'
                     f'background:{shade}"></span>')
        start += number / most
    total = f"{sum(numbers.values()):,}"
    detail = ", ".join(f"{SPLIT_WORDS[split]} {number:,}" for split, number in numbers.items())
    is_split = set(numbers) != {""}
    words = f"{total} ({detail})" if is_split else total
    name = escape(name_of(label))
    alt = f"{name}: {count(sum(numbers.values()), 'photo')}{f', {detail}' if is_split else ''}"
    return (f'<div class="ml-bar" role="img" aria-label="{alt}"><span class="ml-name" title="{name}">{name}</span>'
            f'<span class="ml-track">{"".join(fills)}</span><span class="ml-amount">{words}</span></div>')
