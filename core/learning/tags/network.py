"""The head: a linear layer on the pooled features, a softmax over the leaves, one over each attribute's values.

Trained with the negative log likelihood of what is known: a picture of which only a category is known by the sum of
the category's leaves; an attribute that is unknown gives no gradient. Rare tags weigh more.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.learning.tags.labels import Targets, Tree
from core.vision.tags.head import unit_features

BATCH = 256


@dataclass(frozen=True)
class Recipe:
    """How a head is trained.

    Attributes
    ----------
    epochs : int
    rate, decay : float
        Of AdamW.
    dropout : float
        Of features.
    balance : float
        0: each picture weighs the same; 1: each node.
    attributes : float
        Weight of the attributes' losses beside that of the leaves.
    """

    epochs: int = 12
    rate: float = 1e-3
    decay: float = 1e-2
    dropout: float = 0.1
    balance: float = 0.4
    attributes: float = 0.6


DEFAULT = Recipe()


def fit(features: np.ndarray, targets: Targets, tree: Tree, *, recipe: Recipe = DEFAULT, seed: int = 0
        ) -> tuple[np.ndarray, np.ndarray]:
    """Train a head.

    Parameters
    ----------
    features : ndarray of float16, shape (N, D)
    targets : Targets
        Of the N pictures.
    tree : Tree
    recipe : Recipe
    seed : int

    Returns
    -------
    weights : ndarray of float32, shape (D, leaves + values)
    bias : ndarray of float32, shape (leaves + values,)
    """
    import torch

    torch.manual_seed(seed)
    chance = np.random.default_rng(seed)
    values = np.concatenate([*targets.values.values()], axis=1) if targets.values else np.zeros((len(targets.exact), 0))
    sizes = [part.shape[1] for part in targets.values.values()]
    leaves, width = len(tree.leaves), features.shape[1]
    last = torch.nn.Linear(width, leaves + values.shape[1])
    network = torch.nn.Sequential(torch.nn.Dropout(recipe.dropout), last)
    below = torch.from_numpy(tree.below)
    weights, wanted = picture_weights(targets, recipe.balance), torch.from_numpy(values.astype(np.float32))
    nodes, exact = torch.from_numpy(targets.nodes), torch.from_numpy(targets.exact)
    steps = recipe.epochs * -(-len(values) // BATCH)
    optimizer = torch.optim.AdamW(network.parameters(), lr=recipe.rate, weight_decay=recipe.decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, recipe.rate, total_steps=steps, pct_start=0.1)
    parts = {"leaves": leaves, "sizes": sizes, "below": below}
    for _ in range(recipe.epochs):
        order = chance.permutation(len(values))
        for start in range(0, len(order), BATCH):
            rows = order[start:start + BATCH]
            x = torch.from_numpy(unit_features(features[rows].astype(np.float32)))
            loss = _loss(network(x), nodes[rows], exact[rows], wanted[rows], weights=torch.from_numpy(weights[rows]),
                         attributes=recipe.attributes, **parts)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    return last.weight.detach().numpy().T.copy(), last.bias.detach().numpy().copy()


def picture_weights(targets: Targets, balance: float) -> np.ndarray:
    """The weight of each picture in the loss, by how many there are of its rarest node; their mean is 1."""
    counts = np.bincount(targets.nodes[targets.nodes >= 0])
    known = np.where(targets.nodes >= 0, counts[targets.nodes], counts.max())
    weights = np.asarray(known.min(axis=1) ** -float(balance), np.float32)
    return weights / weights.mean()


def _loss(logits, nodes, exact, wanted, *, weights, leaves, sizes, below, attributes):  # type: ignore[no-untyped-def]
    """The weighted loss of one batch; `torch` tensors of as many rows."""
    import torch

    logs = torch.log_softmax(logits[:, :leaves], dim=1)
    sums = torch.log(torch.exp(logs) @ below + 1e-9)
    filled = nodes.clamp(min=0)
    each = torch.where(exact[:, None], logs.gather(1, filled), sums.gather(1, filled))
    known = (nodes >= 0).float()
    total = (weights * -(each * known).sum(1) / known.sum(1).clamp(min=1)).mean()
    start = leaves
    for size in sizes:
        logs = torch.log_softmax(logits[:, start:start + size], dim=1)
        total = total - attributes * (wanted[:, start - leaves:start - leaves + size] * logs).sum() / len(logits)
        start += size
    return total
