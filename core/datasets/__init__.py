"""Datasets as versions: labeled pictures under the hash of their content, and what is wrong with them.

`listing` reads class folders, tables and jobs, `shelf_boxes` corrected shelf photos, `label_files` YOLO and COCO
(`raw_boxes`), `looks` has their files read by `tasks` in worker processes, `splits` shares them out, `checks` and
`confident_learning` find what is wrong, `versions` keeps the manifests, `yolo` writes their boxes. `verbs` makes and
checks, `runs` does so in the background by `work`.
"""

from core.datasets.runs import dataset_of, last_check, start_check, start_make, under_way
from core.datasets.verbs import BOXED, CORRECTIONS, SHELVES, TAGGED, check, every, make, thumbnail
from core.datasets.versions import named, read, samples_csv
from core.datasets.work import make_in_job
from core.datasets.yolo import yolo_zip

__all__ = [
    "BOXED", "CORRECTIONS", "SHELVES", "TAGGED", "check", "dataset_of", "every", "last_check", "make", "make_in_job",
    "named", "read", "samples_csv", "start_check", "start_make", "thumbnail", "under_way", "yolo_zip",
]
