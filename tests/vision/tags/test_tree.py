"""Which tags stand above which, read from the leaves that they count; the likeliest type by the shipped head."""

from __future__ import annotations

import numpy as np

from core.models import store
from core.settings import ROOT
from core.tags import bundled
from core.vision.tags.head import read_head
from core.vision.tags.tree import likeliest, paths_of, types_of

HEAD = read_head(store.entry(ROOT / "models", "tags").path)


def test_paths_are_those_of_the_taxonomy() -> None:
    paths, taxonomy = paths_of(HEAD), bundled()
    assert all(paths[node] == set(taxonomy.path(node)) & set(HEAD.nodes) for node in HEAD.nodes[:-1])


def test_types_have_nothing_below_them() -> None:
    names = {HEAD.nodes[place] for place in types_of(HEAD)}
    assert {"t-shirt", "sandal"} <= names and not names & {"fashion", "shoes", ""}


def test_the_likeliest_type_is_none_where_no_product_is_likelier() -> None:
    found = np.zeros(len(HEAD.nodes), np.float32)
    found[HEAD.nodes.index("fashion")], found[HEAD.nodes.index("sandal")], found[-1] = 0.6, 0.5, 0.4
    assert likeliest(HEAD, found) == "sandal"
    found[-1] = 0.7
    assert likeliest(HEAD, found) == ""
