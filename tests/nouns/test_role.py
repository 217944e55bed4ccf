"""Roles: which word counts, and what the file itself says in the end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.nouns.role import OFFERED, UNSURE, Role, settled_role, strongest
from tests.made_up import made_up_analysis


@pytest.mark.parametrize(("role", "size", "kind_label", "name"), [
    (None, (40, 40), ("product_only", "negative"), "product"),  # no page: the source offers products
    (Role("product"), (40, 40), ("product_only", "negative"), "product"),
    (Role("banner"), (800, 800), ("product_only", "apparel"), "banner"),
    (UNSURE, (48, 48), ("product_only", "apparel"), "icon"),
    (UNSURE, (1600, 500), ("product_only", "apparel"), "banner"),
    (UNSURE, (500, 1600), ("product_only", "apparel"), "unsure"),
    (UNSURE, (800, 800), ("model_face", "negative"), "person"),
    (UNSURE, (800, 800), ("model_face", "apparel"), "unsure"),
    (UNSURE, (800, 800), ("product_only", "apparel"), "unsure"),
    (Role("icon", "By name.", is_sure=False), (800, 800), ("product_only", "other"), "unsure"),
    (Role("icon", "By name.", is_sure=False), (200, 60), ("product_only", "other"), "icon"),
    (Role("product", is_sure=False), (1600, 500), ("product_only", "other"), "product"),
])
def test_the_file_settles_what_the_page_leaves_open(role: Role | None, size: tuple[int, int],
                                                    kind_label: tuple[str, str], name: str) -> None:
    analysis = replace(made_up_analysis("a.jpg", *kind_label), size_wh=size)
    settled = settled_role(role, analysis)
    assert settled.name == name and settled.reason == (role or OFFERED).reason or settled.reason
    assert settled_role(settled, analysis).name == name, "settled once for all"


def test_of_several_places_the_one_that_says_most_counts() -> None:
    logo, banner, product = Role("icon"), Role("banner", is_sure=False), Role("product")
    assert strongest([UNSURE, banner, logo, product]) == product and strongest([banner, logo]) == logo
    assert strongest([]) == strongest([UNSURE]) == UNSURE
    assert strongest([product, Role("banner", is_moved=True)]).name == "banner"


def test_roles_survive_json() -> None:
    role = Role("icon", "A logo.", is_sure=False, is_moved=True)
    assert Role.from_dict(role.to_dict()) == role
