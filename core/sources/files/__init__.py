"""Files of this machine and of stores: folders, archives, documents, S3 and the like.

Each lists pictures one by one; nothing is unpacked outside its own folder.
"""
