"""Training of the person detector, and the conversion of ultralytics weights to OpenVINO.

`data`, `boxes` and `labels` prepare photos, `training` fits, `evaluation` and `balance` choose the threshold, `export`
and `conversion` write the files, `card` the model card; `train` is the command.
"""
