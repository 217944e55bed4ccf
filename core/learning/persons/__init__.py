"""Training of the person detector, and the conversion of ultralytics weights to OpenVINO.

`labels`, `scenes` and `batches` prepare photos, `detectors` and `boxes` run networks, `training` fits, `balance` and
`evaluation` choose shift and threshold, `export` and `card` write the files. `conversion`, `tensor_pickle` and
`torchvision_guard` open strangers' weights safely. Command: `train`.
"""
