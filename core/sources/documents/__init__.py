"""An open document: the file itself (`document`), what kind it is by its bytes (`kind`), its lines (`text_lines`) and
its XML elements (`xml_stream`). All of them read long documents in flat memory.
"""
