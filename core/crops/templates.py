"""Named templates: presets that come with the product, and a site's own in versions, a file for each version."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from core.crops.options import NAME, changed
from core.errors import Damaged, Misuse, NotFound, SetupError
from core.nouns.crop_request import CropRequest, CropTemplate
from core.site import Site

MOST_WIDTHS = 12
# Sizes: core/rules/packs for the marketplaces. Instagram shows posts at 1080 px, upright ones as 4:5 at most that many
# wide, stories as 9:16 (help.instagram.com/1631821640426723; developers.facebook.com, IG media specifications).
PRESETS = {template.name: template for template in (
    CropTemplate("facePOI", CropRequest(), note="The face always inside; the aspect comes from the address."),
    CropTemplate("amazon", CropRequest("1:1", 1600, mode="zoom", format="jpeg", quality=90), (1600,),
                 note="Amazon, main image: square, 1,600 px, the product large."),
    CropTemplate("google", CropRequest("1:1", 1500, mode="zoom", format="jpeg", quality=90), (1500,),
                 note="Google Shopping: square, 1,500 px."),
    CropTemplate("zalando", CropRequest("1801:2600", 1801, format="jpeg", quality=90), (1801,),
                 note="Zalando: upright 1:1.44, 1,801 × 2,600 px, JPEG."),
    CropTemplate("instagram", CropRequest("4:5", 1080, format="jpeg"), (1080,),
                 note="Instagram, upright post: 1,080 × 1,350 px."),
    CropTemplate("instagram_square", CropRequest("1:1", 1080, format="jpeg"), (1080,),
                 note="Instagram, square post: 1,080 px."),
    CropTemplate("instagram_story", CropRequest("9:16", 1080, format="jpeg"), (1080,),
                 note="Instagram, story: 1,080 × 1,920 px."))}


def templates(site: Site) -> list[CropTemplate]:
    """The newest version of each template: the site's own by name, then presets that none of them replaces."""
    folder = _folder(site)
    own = {path.name: template(site, path.name) for path in sorted(folder.iterdir())
           if path.is_dir() and _versions(path)} if folder.is_dir() else {}
    return [*own.values(), *(preset for name, preset in PRESETS.items() if name not in own)]


def template(site: Site, name: str, version: int | None = None) -> CropTemplate:
    """One template, its newest version by default, version 0 for the preset; raises NotFound."""
    folder = _folder(site) / name
    versions = _versions(folder) if NAME.fullmatch(name) else []
    if name in PRESETS and (version == 0 or (version is None and not versions)):
        return PRESETS[name]
    if version is None and versions:
        version = versions[-1]
    if version is None or version not in versions:
        which = f"version {version} of " if version is not None else ""
        raise NotFound(f"There is no {which}crop template {name[:40]!r}.",
                       f"There are {', '.join(item.name for item in templates(site))}.")
    try:
        return CropTemplate.from_dict(json.loads((folder / f"{version}.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        raise Damaged(f"Version {version} of the crop template {name} cannot be read.",
                      "Restore the folder crops/templates of the data folder, or save the template again.") from None


def history(site: Site, name: str) -> list[CropTemplate]:
    """All versions of a template, the newest first, the preset last; raises NotFound."""
    newest = template(site, name)
    own = [template(site, name, version) for version in reversed(_versions(_folder(site) / name))]
    return [*own, *([PRESETS[name]] if name in PRESETS else [])] or [newest]


def save_template(site: Site, new: CropTemplate, *, author: str = "") -> CropTemplate:
    """Save a new version of a template.

    Parameters
    ----------
    site : Site
    new : CropTemplate
        Its version, author and date are not read.
    author : str
        Who saves it.

    Returns
    -------
    CropTemplate
        As it is kept; the newest version where it asks for the same.

    Raises
    ------
    Misuse
        A name, width or size that cannot be.
    SetupError
        When it cannot be written.
    """
    checked = _checked(new)
    folder = _folder(site) / new.name
    while True:
        versions = _versions(folder)
        if (versions or new.name in PRESETS) and (last := template(site, new.name)).same_as(checked):
            return last
        version = versions[-1] + 1 if versions else 1
        kept = replace(checked, version=version, author=author.strip()[:80],
                       created=datetime.now(UTC).isoformat(timespec="seconds"))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            part = folder / f".{os.urandom(4).hex()}.part"
            part.write_text(json.dumps(kept.to_dict()), "utf-8")
            try:
                os.link(part, folder / f"{version}.json")  # fails where somebody else was first
                return kept
            except FileExistsError:
                continue
            finally:
                part.unlink()
        except OSError as error:
            raise SetupError(f"The template could not be stored: {error.strerror}.",
                             "Make room on the disk of the data folder.") from None


def _checked(new: CropTemplate) -> CropTemplate:
    if not NAME.fullmatch(new.name):
        raise Misuse(f"A template's name has 1 to 40 letters, digits, _ and -, not {new.name[:60]!r}.",
                     "For example facePOI or shop_hero.")
    widths = tuple(sorted({*new.widths}, reverse=True))
    if not 1 <= len(widths) <= MOST_WIDTHS:
        raise Misuse(f"A template has 1 to {MOST_WIDTHS} widths, not {len(widths)}.",
                     "For example 1024, 760, 580, 320.")
    for width in widths:
        changed(new.request, {"width": width, "height": 0})
    return replace(new, request=changed(new.request, {}), widths=widths, note=new.note.strip()[:200])


def _versions(folder: Path) -> list[int]:
    if not folder.is_dir():
        return []
    return sorted(int(path.stem) for path in folder.iterdir() if re.fullmatch(r"\d{1,6}\.json", path.name))


def _folder(site: Site) -> Path:
    return site.settings.data_dir / "crops" / "templates"
