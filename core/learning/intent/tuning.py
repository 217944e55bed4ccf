"""Gradient steps on cached features, with soft targets."""

from __future__ import annotations

import logging
import math
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
        Peak learning rate (Adam; warm-up, then cosine to zero).
    decay : float
        Decoupled weight decay, of the kernels.
    seed : int
        Order of the pictures.
    """

    steps: int
    batch: int
    rate: float
    decay: float = 0.0
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
    step = _compile_step(model, schedule)
    losses = []
    for k in range(schedule.steps):
        inputs, targets = sample(rng, schedule.batch)
        losses.append(float(step(inputs, targets, tf.constant(_scale(k, schedule.steps), tf.float32))))
        if (k + 1) % 100 == 0:
            log.info("step %d of %d, loss %.4f", k + 1, schedule.steps, np.mean(losses[-100:]))


def _scale(step: int, steps: int) -> float:
    """Share of the peak rate: linear warm-up, then a cosine to zero."""
    progress = (step + 1) / steps
    return min(1.0, progress / WARM_UP) * 0.5 * (1 + math.cos(math.pi * progress))


def _compile_step(model: keras.Model, schedule: Schedule) -> Callable:
    variables = model.trainable_variables
    optimizer = keras.optimizers.AdamW(schedule.rate, weight_decay=schedule.decay)
    optimizer.exclude_from_weight_decay(var_names=["bias"])
    optimizer.build(variables)

    @tf.function
    def step(inputs: tf.Tensor, targets: tf.Tensor, scale: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            loss = soft_loss(model(inputs, training=True), targets)
        optimizer.learning_rate.assign(schedule.rate * scale)
        optimizer.apply_gradients(zip(tape.gradient(loss, variables), variables, strict=True))
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
