"""Crops: one point of interest for all layouts of a picture, rendered on the fly or in bulk.

`solve` says where, by arithmetic alone; `pictures` finds what must stay; `tasks` renders in worker processes;
`signing`, `cache` and `options` serve the addresses below /img; `templates` are requests with a name; `verbs` is what
doors call.
"""

from core.crops.addresses import LAYOUTS, answer, html, layouts, signed
from core.crops.bulk import CropRow
from core.crops.described import described, made_files
from core.crops.dialects import DIALECTS, Dialect
from core.crops.options import read_layouts, read_options, read_widths
from core.crops.pictures import own_poi, set_poi, subject
from core.crops.start import crop_archive, crop_rows, start_crops
from core.crops.templates import PRESETS, history, save_template, template, templates
from core.crops.verbs import (
    ASPECTS,
    MEDIA,
    File,
    compare_templates,
    crop,
    crop_picture,
    other_services,
    preview,
    read_request,
    render,
    rendered,
    rescored,
    with_poi,
)

__all__ = [
    "ASPECTS", "DIALECTS", "LAYOUTS", "MEDIA", "PRESETS", "CropRow", "Dialect", "File", "answer", "compare_templates",
    "crop", "crop_archive", "crop_picture", "crop_rows", "described", "history", "html", "layouts", "made_files",
    "other_services", "own_poi", "preview", "read_layouts", "read_options", "read_request", "read_widths", "render",
    "rendered", "rescored", "save_template", "set_poi", "signed", "start_crops", "subject", "template", "templates",
    "with_poi",
]
