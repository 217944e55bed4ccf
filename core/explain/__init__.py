"""Explain a score: where in a picture the evidence for a label lies, by the very file that gave the score.

`contract` says what a method is and lists them, one file each (`gradcam`, `occlusion`, ...); `differentiable`,
`replay`, `derivatives` and `windows` are the gradient of a .tflite, `tasks` runs in
worker processes, `verbs` is what doors call; `benchmarks` measures methods on a set, by `work`.
"""

from core.explain.benchmarks import (
    BenchmarkState,
    benchmark,
    benchmark_csv,
    benchmark_html,
    benchmark_job,
    cancel_benchmark,
    start_benchmark,
    wait_for_benchmark,
)
from core.explain.contract import DEFAULT_METHOD, METHODS
from core.explain.contract import LABELS as EXPLAINABLE
from core.explain.request import BOX_MASKS, TOP, BenchmarkRequest, Box
from core.explain.verbs import (
    check_picture,
    explain_box,
    explain_file,
    explain_picture,
    layers,
    model_in_use,
    model_key,
    other_models,
    overlays_zip,
)

__all__ = [
    "BOX_MASKS", "DEFAULT_METHOD", "EXPLAINABLE", "METHODS", "TOP", "BenchmarkRequest", "BenchmarkState", "Box",
    "benchmark", "benchmark_csv", "benchmark_html", "benchmark_job", "cancel_benchmark", "check_picture",
    "explain_box", "explain_file", "explain_picture", "layers", "model_in_use", "model_key", "other_models",
    "overlays_zip", "start_benchmark", "wait_for_benchmark",
]
