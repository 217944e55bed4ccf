"""Shopping intent: a .tflite classifier with four labels and a sensitive head.

`classifier` checks the inputs and outputs of a file and runs it.
"""
