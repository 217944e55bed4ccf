"""Datasets as versions: labeled pictures under the hash of their content, and what is wrong with them.

`listing` reads class folders, tables and jobs, `tasks` looks at the files in worker processes, `splits` shares them
out, `checks` and `confident_learning` find what is wrong, `versions` keeps the manifests, `verbs` is what doors call.
"""

from core.datasets.verbs import CORRECTIONS, Progress, check, every, make, thumbnail
from core.datasets.versions import named, read, samples_csv

__all__ = ["CORRECTIONS", "Progress", "check", "every", "make", "named", "read", "samples_csv", "thumbnail"]
