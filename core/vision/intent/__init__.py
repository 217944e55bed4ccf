"""Shopping intent: a .tflite classifier with four labels and a sensitive head.

`classifier` runs it; `contract_check` says whether a file has the inputs and outputs that this role needs.
"""
