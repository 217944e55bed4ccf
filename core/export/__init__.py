"""A model in other formats: float32, float16, int8 weights, full int8; each measured beside the original.

`weights` rewrites a .tflite, `calibrated` makes it int8 by TensorFlow, `keras_model` opens the Keras model that it was
made from, `tasks` writes and measures in a process of its own, `work` is what the job board asks, `verbs` is what doors
call.
"""

from core.export.verbs import export_job, exported_file, read_export, start_export

__all__ = ["export_job", "exported_file", "read_export", "start_export"]
