"""Templates: see, change and save them; a change is seen on the catalog's photos before it is saved."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from core import crops, search
from core.nouns.crop import FORMATS, MODES, Crop
from core.nouns.crop_request import CropTemplate, TemplateChange
from core.site import Site
from core.words.crops import FORMAT_WORDS, MODE_WORDS, change_words, template_words
from core.words.markdown import plain
from core.words.numerals import count
from pages.ui.correct import author, author_field
from pages.ui.frame import section

COMPARED, SHOWN = 240, 6  # photos that a change is tried on, and those that are drawn


def templates(site: Site, _subject: str) -> None:
    """The list, the form, and what the form would change."""
    known = {item.name: item for item in crops.templates(site)}
    name = st.selectbox("Template", list(known), key="name", format_func=lambda item: template_words(known[item]))
    now = known[name]
    st.caption(plain(now.note or "Addresses that name it follow its newest version."))
    with section():
        new = _form(site, now)
    with section():
        _save(site, now, new)
    with section():
        _compare(site, now, new)
    with st.expander("Versions"):
        st.dataframe([{"Version": item.version or "preset", "Aspect": item.request.aspect or "any",
                       "Mode": MODE_WORDS[item.request.mode], "Widths": ", ".join(map(str, item.widths)),
                       "Format": FORMAT_WORDS[item.request.format], "Quality": item.request.quality,
                       "Saved": item.created, "By": item.author} for item in crops.history(site, name)],
                     hide_index=True)


def _form(site: Site, now: CropTemplate) -> CropTemplate:
    key = f"{now.name}-{now.version}"
    with st.container(horizontal=True, vertical_alignment="bottom"):
        name = st.text_input("Name", now.name, max_chars=40, key=f"new-name-{key}", width=200)
        aspect = st.text_input("Aspect", now.request.aspect, max_chars=12, key=f"aspect-{key}", width=120,
                               placeholder="any")
        mode = st.selectbox("Mode", MODES, MODES.index(now.request.mode), key=f"mode-{key}", width=220,
                            format_func=MODE_WORDS.__getitem__)
        file_format = st.selectbox("Format", FORMATS, FORMATS.index(now.request.format), key=f"format-{key}",
                                   format_func=FORMAT_WORDS.__getitem__, width=200)
        quality = int(st.number_input("Quality", 1, 100, now.request.quality, key=f"quality-{key}", width=120))
        widths = st.text_input("Widths (px)", ", ".join(map(str, now.widths)), key=f"widths-{key}", width=220)
    note = st.text_input("Note", now.note, max_chars=200, key=f"note-{key}")
    asked = crops.read_request(site, f"aspect={aspect},mode={mode},format={file_format},quality={quality}")
    sizes = crops.read_widths(part.strip() for part in widths.split(",") if part.strip())
    width = now.request.width and (sizes[0] if sizes else now.request.width)
    return CropTemplate(name, replace(asked, width=width), sizes, note=note)


def _save(site: Site, now: CropTemplate, new: CropTemplate) -> None:
    author_field("template")
    same = new.same_as(now)
    if st.button("Save a new version" if new.name == now.name else "Save as a new template", type="primary", key="save",
                 disabled=same, help="Nothing is changed." if same else None):
        kept = crops.save_template(site, new, author=author())
        st.toast(f"Saved: {template_words(kept)}")
        st.rerun()


def _compare(site: Site, now: CropTemplate, new: CropTemplate) -> None:
    """Both windows on the photos that change most."""
    if new.request == now.request:
        st.caption("Change the aspect or the mode to see what it does to the photos of the catalog.")
        return
    ids, everything = search.sample(site, COMPARED)
    changes = _changes(site, _with_aspect(now), _with_aspect(new), tuple(ids))
    if not changes:
        st.caption("No photo was analyzed here yet to try the change on.")
        return
    moved = [change for change in changes if change.overlap < 1]
    of = (f"all {count(everything, 'photo')} of the catalog" if everything <= COMPARED else
          f"{count(len(changes), 'photo')}, drawn at random from the {everything:,} of the catalog")
    st.markdown(f"**The change moves the crops of {len(moved):,} of {of}.**")
    grid = st.grid(3, min_column_width=300)
    for change in moved[:SHOWN]:
        with grid, section(), st.container(border=True):
            _pair(site, change)


@st.cache_data(max_entries=20, show_spinner="Trying the change on photos")
def _changes(_site: Site, before: CropTemplate, after: CropTemplate, ids: tuple[str, ...]) -> list[TemplateChange]:
    return crops.compare_templates(_site, before, after, ids)


def _pair(site: Site, change: TemplateChange) -> None:
    for column, word, crop in zip(st.columns(2), ("Before", "After"), (change.before, change.after), strict=True):
        with column:
            st.caption(word)
            _shown(site, change.picture_id, crop)
    st.caption(plain(change_words(change)))


def _shown(site: Site, picture_id: str, crop: Crop) -> None:
    if crop.window is None:
        st.markdown("Does not fit")
    else:
        st.image(crops.preview(site, picture_id, crop, 320), width="stretch", alt=f"Crop {crop.aspect}")


def _with_aspect(template: CropTemplate) -> CropTemplate:
    """A template that leaves the aspect to addresses is tried as 1:1."""
    return template if template.request.aspect else replace(template, request=replace(template.request, aspect="1:1"))
