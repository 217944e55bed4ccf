"""Gradient steps on cached maps or features, with soft targets and a pull towards the starting weights."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
import tensorflow as tf

log = logging.getLogger(__name__)
Sampler = Callable[[np.random.Generator, int], tuple[np.ndarray, np.ndarray]]
WARM_UP = 0.05


@dataclass(frozen=True)
class Schedule:
    """How long and how hard to train.

    Attributes
    ----------
    steps, batch : int
        Gradient steps and pictures in each.
    rate : float
        Peak learning rate of the dense layers (Adam; warm-up, then cosine to zero).
    trunk_rate : float
        The same for the convolutions.
    pull : float
        Strength of the pull of each weight to where it started (decoupled, like weight decay).
    seed : int
        Order of the pictures.
    """

    steps: int
    batch: int
    rate: float
    trunk_rate: float = 0.0
    pull: float = 0.0
    seed: int = 0


def fit(model: keras.Model, sample: Sampler, schedule: Schedule) -> None:
    """Train a model in place.

    Parameters
    ----------
    model : keras.Model
        Output: dict of logits; their columns in the dict's order are the columns of the targets.
    sample : Sampler
        Returns inputs (B, ...) and targets (B, K) of a batch. A target's sum is its weight; a row of zeros under an
        output is ignored there.
    schedule : Schedule
        How long and how hard.
    """
    rng = np.random.default_rng(schedule.seed)
    dense = [v for layer in model.layers if isinstance(layer, keras.layers.Dense) for v in layer.trainable_variables]
    ids = {id(v) for v in dense}
    trunk = [v for v in model.trainable_variables if id(v) not in ids]
    groups = [(dense, keras.optimizers.Adam(schedule.rate), schedule.rate)]
    if schedule.trunk_rate:
        groups.append((trunk, keras.optimizers.Adam(schedule.trunk_rate, clipnorm=1.0), schedule.trunk_rate))
    step = _compile_step(model, groups, schedule.pull)
    start, losses = time.time(), []
    for k in range(schedule.steps):
        inputs, targets = sample(rng, schedule.batch)
        losses.append(float(step(inputs, targets, tf.constant(_scale(k, schedule.steps), tf.float32))))
        if (k + 1) % 100 == 0:
            each = 1000 * (time.time() - start) / (k + 1) / schedule.batch
            log.info("step %d of %d, loss %.4f, %.1f ms a picture", k + 1, schedule.steps, np.mean(losses[-100:]), each)


def _scale(step: int, steps: int) -> float:
    """Share of the peak rate: linear warm-up, then a cosine to zero."""
    progress = (step + 1) / steps
    return min(1.0, progress / WARM_UP) * 0.5 * (1 + math.cos(math.pi * progress))


def _compile_step(model: keras.Model, groups: list, pull: float) -> Callable:
    variables = [v for group, _, _ in groups for v in group]
    starts = [tf.constant(v.numpy()) for v in variables]
    for group, optimizer, _ in groups:
        optimizer.build(group)

    @tf.function
    def step(inputs: tf.Tensor, targets: tf.Tensor, scale: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = soft_loss(model(inputs, training=True), targets)
        gradients = tape.gradient(loss, variables)
        at = 0
        for group, optimizer, rate in groups:
            optimizer.learning_rate.assign(rate * scale)
            optimizer.apply_gradients(zip(gradients[at : at + len(group)], group, strict=True))
            if pull:
                for v, start in zip(group, starts[at : at + len(group)], strict=True):
                    v.assign_sub(rate * scale * pull * (v - start))
            at += len(group)
        return loss

    return step


def soft_loss(logits: dict[str, tf.Tensor], targets: tf.Tensor) -> tf.Tensor:
    """Sum the cross entropies of several heads against weighted soft targets.

    Parameters
    ----------
    logits : dict of tensor
        One (N, K) a head.
    targets : tensor
        (N, sum of K), columns in the dict's order.

    Returns
    -------
    tensor
        Scalar mean over the batch.
    """
    logs = tf.concat([tf.nn.log_softmax(value) for value in logits.values()], axis=1)
    return -tf.reduce_mean(tf.reduce_sum(targets * logs, axis=1))
