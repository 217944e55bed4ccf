"""Small pictures of a dataset's samples, read by worker processes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

import streamlit as st

from core import datasets
from core.errors import InputError
from core.nouns.dataset import Sample
from core.site import Site
from core.words.data_uri import jpeg_uri
from core.words.dataset import file_name


def thumbnail(site: Site, sample: Sample) -> bytes | None:
    """A sample as a small JPEG; None where its file is gone, altered or unreadable."""
    return _read(site, sample.picture_id, sample.path)


def figures(site: Site, samples: Iterable[tuple[Sample, str]]) -> None:
    """Samples side by side, each with a caption and the name of its file."""
    parts = []
    for sample, caption in samples:
        name, data = escape(_name(sample)), thumbnail(site, sample)
        picture = (f'<img src="{jpeg_uri(data)}" alt="{name}">' if data else
                   '<div class="ml-no-photo" role="img" aria-label="No photo"></div>')
        parts.append(f'<figure>{picture}<figcaption><strong>{escape(caption)}</strong><br>{name}</figcaption></figure>')
    st.html(f'<div class="ml-figures">{"".join(parts)}</div>')


def _name(sample: Sample) -> str:
    """The name of its file; an uploaded or fetched photo is kept under its hash, of which a few digits are enough."""
    name = file_name(sample.path)
    return f"Photo {name[:8]}" if name == sample.picture_id else name


@st.cache_data(max_entries=500, show_spinner=False)
def _read(_site: Site, picture_id: str, path: str) -> bytes | None:
    """Kept for the next rerun."""
    try:
        return datasets.thumbnail(_site, Sample(picture_id, "", path=path))
    except InputError:
        return None
