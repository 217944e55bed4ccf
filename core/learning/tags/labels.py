"""The pack's tags as targets: nodes of the taxonomy's tree for what it is, a value for each attribute that is known.

Every picture lies in exactly one leaf, so that a node's probability is the sum of the leaves below it and a child is
never above its parent. A leaf is a type with enough pictures; else the rest of a category or of a domain; else nothing
that the taxonomy knows. An unknown level says nothing: a picture of which only the category is known teaches the sum
of the category's leaves.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.tags import Taxonomy

LEAST = 15  # pictures that teach, for a leaf or a value of its own
LEARNED = ("gender", "usage", "pattern", "material")
NOTHING = ""  # the leaf of pictures without a product


@dataclass(frozen=True)
class Tree:
    """Nodes and leaves.

    Attributes
    ----------
    nodes : tuple of str
        Tags with enough pictures, parents first; the last is `NOTHING`.
    leaves : tuple of int
        For each leaf the node that it is, or that it is the rest of.
    below : ndarray of float32, shape (leaves, nodes)
        1 where a leaf counts for a node.
    """

    nodes: tuple[str, ...]
    leaves: tuple[int, ...]
    below: np.ndarray


@dataclass(frozen=True)
class Targets:
    """What pictures teach or test.

    Attributes
    ----------
    nodes : ndarray of int, shape (N, 4)
        Positions in `Tree.nodes`; -1 fills. Several for a picture with several goods.
    exact : ndarray of bool, shape (N,)
        The node is all there is to know: its type, or a type too rare for a leaf of its own. False where only a
        category or a domain is known.
    values : dict of str to ndarray of float32, shape (N, values)
        Attribute -> shares that sum to 1; a row of zeros where unknown.
    """

    nodes: np.ndarray
    exact: np.ndarray
    values: dict[str, np.ndarray]


def types_of(row: str, taxonomy: Taxonomy) -> list[str]:
    """The tags of a cell of the pack: "shirt;jeans" -> both; a general word such as shoe is its category."""
    return list(dict.fromkeys(tag for word in row.split(";") if (tag := taxonomy.tag_of(word))))


def build_tree(pictures: pd.DataFrame, taxonomy: Taxonomy) -> Tree:
    """The tree of tags with at least `LEAST` pictures that teach.

    Parameters
    ----------
    pictures : pandas.DataFrame
        Those that teach, from `core.learning.tags.pictures.tag_pictures`.
    taxonomy : Taxonomy
    """
    counts: dict[str, int] = {}
    for row in pictures.itertuples():
        for node in {parent for tag in _tags(row, taxonomy) for parent in taxonomy.path(tag)}:
            counts[node] = counts.get(node, 0) + 1
    kept = sorted((tag for tag, count in counts.items() if count >= LEAST),
                  key=lambda tag: (len(taxonomy.path(tag)), tag))
    nodes = (*kept, NOTHING)
    place = {node: number for number, node in enumerate(nodes)}
    below = np.zeros((len(nodes), len(nodes)), np.float32)  # a leaf for each node: itself, or the rest of it
    for node in kept:
        below[place[node], [place[parent] for parent in taxonomy.path(node)]] = 1
    below[-1, -1] = 1
    return Tree(nodes, tuple(range(len(nodes))), below)


def build_targets(pictures: pd.DataFrame, taxonomy: Taxonomy, tree: Tree, values: dict[str, list[str]]) -> Targets:
    """Targets of pictures.

    Parameters
    ----------
    pictures : pandas.DataFrame
    taxonomy : Taxonomy
    tree : Tree
    values : dict of str to list of str
        Attribute -> its learned values, from `learned_values`.
    """
    place = {node: number for number, node in enumerate(tree.nodes)}
    nodes, exact = np.full((len(pictures), 4), -1), np.zeros(len(pictures), bool)
    for number, row in enumerate(pictures.itertuples()):
        tags = _tags(row, taxonomy)
        known = [next((place[tag] for tag in reversed(taxonomy.path(tag)) if tag in place), -1) for tag in tags]
        found = list(dict.fromkeys(node for node in known if node >= 0))[:4] or ([] if tags else [place[NOTHING]])
        nodes[number, :len(found)] = found
        exact[number] = all(tree.nodes[node] == NOTHING or len(taxonomy.path(tag)) > 2
                            for node, tag in zip(known, tags, strict=True)) if tags else True
    return Targets(nodes, exact, {name: _shares(pictures[name], kept) for name, kept in values.items()})


def learned_values(pictures: pd.DataFrame) -> dict[str, list[str]]:
    """Attribute -> values with at least `LEAST` pictures that teach."""
    found = {}
    for name in LEARNED:
        counts = pictures[name].str.split(";").explode().value_counts()
        found[name] = sorted(value for value, count in counts.items() if value and count >= LEAST)
    return found


def _tags(row: object, taxonomy: Taxonomy) -> list[str]:
    """The most exact tags that the pack gives a picture."""
    types = types_of(getattr(row, "type", ""), taxonomy)
    levels = (types, types_of(getattr(row, "category", ""), taxonomy), types_of(_domain(row), taxonomy))
    return next((level for level in levels if level), [])


def _domain(row: object) -> str:
    return str(getattr(row, "domain", "")).replace("other", "other goods")


def _shares(cells: pd.Series, values: list[str]) -> np.ndarray:
    shares = np.zeros((len(cells), len(values)), np.float32)
    for number, cell in enumerate(cells):
        known = [values.index(value) for value in cell.split(";") if value in values]
        if known:
            shares[number, known] = 1 / len(known)
    return shares
