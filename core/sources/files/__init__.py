"""Pictures as files: `folder`, `archive` (zip) and `stores` (S3 and the like); `content_store` keeps what is unpacked
or fetched under its sha256, `local_file` opens a file of this machine as a document.
"""
