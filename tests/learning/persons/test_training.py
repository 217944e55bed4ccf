"""The network with public weights and a new head, its learning rates, and what stays frozen."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from core.learning.persons import training as module  # noqa: E402
from core.learning.persons.tensor_pickle import read_state_dict  # noqa: E402
from core.learning.persons.training import Average, Plan, build, parameter_groups, rate, set_mode  # noqa: E402
from core.settings import ROOT  # noqa: E402

WEIGHTS = ROOT.parent / "shared" / "weights" / "yolov5n.pt"


@pytest.mark.skipif(not WEIGHTS.exists(), reason="public starting weights are not beside the repository")
def test_the_public_backbone_and_neck_fit_the_network_completely():
    public, mine = read_state_dict(WEIGHTS), build(WEIGHTS.parent).state_dict()
    first = "model.0.conv.weight"
    assert np.array_equal(mine[first].numpy(), public[first].float().numpy())
    assert {name.split(".")[1] for name in mine} >= {str(layer) for layer in (0, 9, 13, 23, 24)}


class Network(torch.nn.Module):
    """Twenty-five small layers where the real network has its parts, the last one a head."""

    def __init__(self) -> None:
        super().__init__()
        head = torch.nn.Sequential(torch.nn.Linear(2, 1))
        head.dfl = torch.nn.Linear(1, 1)
        self.model = torch.nn.Sequential(*(torch.nn.Sequential(torch.nn.Linear(2, 2), torch.nn.BatchNorm1d(2))
                                           for _ in range(module.HEAD_INDEX)), head)


def test_parts_of_the_network_have_their_own_rates() -> None:
    plan = Plan(head_rate=3.0, neck_rate=2.0, backbone_rate=1.0)
    groups = parameter_groups(Network(), plan)
    assert {(group["part"], group["peak"]) for group in groups} == {("head", 3.0), ("neck", 2.0), ("backbone", 1.0)}
    for group in groups:  # only matrices decay
        assert all((parameter.ndim > 1) == bool(group["weight_decay"]) for parameter in group["params"])


@pytest.mark.parametrize("head_only", [True, False])
def test_the_backbone_stays_frozen_and_the_neck_joins_later(head_only: bool) -> None:
    network = Network()
    set_mode(network, head_only)
    trainable = [any(parameter.requires_grad for parameter in layer.parameters()) for layer in network.model]
    first = module.HEAD_INDEX if head_only else module.FROZEN_LAYERS
    assert trainable == [index >= first for index in range(module.HEAD_INDEX + 1)]
    assert network.model[-1].training and not network.model[0].training
    assert not any(parameter.requires_grad for parameter in network.model[-1].dfl.parameters())


def test_the_rate_warms_up_and_falls() -> None:
    rates = [rate(progress) for progress in np.linspace(0, 1, 101)]
    assert rates[0] == 0.02 and max(rates) == rates[3] == 1 and rates[-1] == pytest.approx(0.02)
    assert all(before >= after for before, after in zip(rates[3:], rates[4:], strict=False))


def test_an_average_follows_its_model_young_ones_faster() -> None:
    model = torch.nn.BatchNorm1d(1)
    average = Average(model, decay=0.9)
    with torch.no_grad():
        model.weight.fill_(3.0)
        model.num_batches_tracked += 5
    average.update(model)
    first = average.model.weight.item()
    assert 2.9 < first <= 3.0 and int(average.model.num_batches_tracked) == 5, "counts are copied"
    assert not average.model.training


@pytest.mark.slow
def test_a_checkpoint_continues_where_it_was_written(tmp_path: Path) -> None:
    def parts() -> SimpleNamespace:
        model = torch.nn.Linear(1, 1)
        return SimpleNamespace(model=model, average=Average(model), optimizer=torch.optim.AdamW(model.parameters()))

    first, second = parts(), parts()
    first.average.updates = 7
    path = tmp_path / "checkpoint.pt"
    assert module._resume(path, second.model, second.average, second.optimizer) == (0, 0.0)
    module._save(path, first.model, first.average, first.optimizer, progress=(12, 34.5))
    assert module._resume(path, second.model, second.average, second.optimizer) == (12, 34.5)
    assert torch.equal(first.model.weight, second.model.weight) and second.average.updates == 7
    assert [file.name for file in tmp_path.iterdir()] == ["checkpoint.pt"]
