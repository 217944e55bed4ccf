"""Datasets as versions: labeled pictures under the hash of their content, and what is wrong with them.

`listing` reads class folders, tables and jobs, `tasks` looks at the files in worker processes, `checks` and
`confident_learning` find what is wrong, `versions` keeps the manifests, `verbs` is what doors call.
"""

from core.datasets.verbs import check, every, make
from core.datasets.versions import named

__all__ = ["check", "every", "make", "named"]
