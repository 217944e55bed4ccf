"""Templates have versions; presets are what the marketplaces' rules ask for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core import crops, rules
from core.crops.options import changed
from core.crops.templates import history, save_template, template, templates
from core.errors import Damaged, Misuse, NotFound
from core.nouns.crop import Crop
from core.nouns.crop_request import CropRequest, CropTemplate
from core.settings import Settings
from core.site import Site

HERO = CropTemplate("hero", CropRequest("3:1"), (320, 1024), note="Top of the page")


def test_versions(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        first = save_template(site, HERO, author="Ada")
        assert (first.version, first.author, first.widths) == (1, "Ada", (1024, 320)) and first.created
        assert save_template(site, first) == first, "the same is no new version"
        second = save_template(site, replace(first, request=CropRequest("2:1")))
        assert second.version == 2 and template(site, "hero") == second and template(site, "hero", 1) == first
        assert history(site, "hero") == [second, first]
        own = save_template(site, replace(template(site, "amazon"), widths=(1200,)))
        assert own.version == 1 and history(site, "amazon") == [own, crops.PRESETS["amazon"]]
        assert template(site, "amazon", 0) == crops.PRESETS["amazon"]
        names = [item.name for item in templates(site)]
        assert names[:2] == ["amazon", "hero"] and len(names) == len(set(names)) == len(crops.PRESETS) + 1


def test_what_cannot_be(tmp_path: Path) -> None:
    with Site(Settings(data_dir=tmp_path)) as site:
        for name, version in (("none", None), ("amazon", 7), ("../etc", None), ("", None)):
            with pytest.raises(NotFound, match="no .*crop template"):
                template(site, name, version)
        for bad in (replace(HERO, name="a b"), replace(HERO, widths=()), replace(HERO, widths=(9000,)),
                    replace(HERO, request=CropRequest(width=6000, dpr=4.0))):
            with pytest.raises(Misuse):
                save_template(site, bad)
        save_template(site, HERO)
        (tmp_path / "crops" / "templates" / "hero" / "1.json").write_text("{")
        with pytest.raises(Damaged, match="hero"):
            template(site, "hero")


def test_presets_meet_the_marketplaces_rules(tmp_path: Path) -> None:
    """A large photo cropped by a preset has the aspect, the size and the format that its rule pack asks for."""
    with Site(Settings(data_dir=tmp_path)) as site:
        packs = rules.packs(site)
    for name in ("amazon", "google", "zalando"):
        request, pack = crops.PRESETS[name].request, packs[name]
        whole = Crop(request.aspect, "keep", (0, 0, *_window(request.aspect)))
        width, height = request.file_wh(whole)
        assert pack.aspect is not None and width / height == pytest.approx(pack.aspect, rel=0.005)
        for rule in pack.rules:
            if rule.measure == "size":
                assert width >= rule.limit[0] and height >= rule.limit[1], rule.id
            if rule.measure == "longest":
                longest = max(width, height)
                assert longest >= rule.limit if rule.compare == "at_least" else longest <= rule.limit, rule.id
            if rule.measure == "format":
                assert request.format in rule.limit
    assert all(changed(preset.request, {}) == preset.request for preset in crops.PRESETS.values())


def _window(aspect: str) -> tuple[int, int]:
    width, height = (float(part) for part in aspect.split(":"))
    return round(3000 * width / height), 3000
