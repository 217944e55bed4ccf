"""Reading and writing .tflite files: their graph, their metadata, and the interpreter that runs them.

`graph` and `flatbuffer_fields` read a file without running it; `interpreter` opens it with pinned threads.
"""
