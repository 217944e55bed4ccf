"""Audit every picture of a source: a page, sitemap, feed, list, folder, zip or store.

`verbs` starts and steers audits, `results` and `report/` read them, `product_views` and `browser_view` look at one
product and one web page. `work` is what the job board asks of this room, `tasks` runs in worker processes.
"""

from core.audits.browser_view import BrowserView, PagePicture, has_browser_view, view_as_browser
from core.audits.product_views import ProductView, ProductViews, view_verdicts, views_of_product
from core.audits.report.build import AuditReport, read_report
from core.audits.report.opportunity import Opportunity
from core.audits.report.queues import QueueItem
from core.audits.request import SOURCE_KINDS, AuditRequest
from core.audits.results import (
    EXPORTS,
    check_export,
    compare,
    count,
    counts,
    export,
    picture_detail,
    rows,
    source_name,
)
from core.audits.verbs import (
    UPLOADS,
    job,
    jobs,
    restart,
    resume_source,
    start,
    start_upload,
)
from core.audits.view_demands import ViewVerdict
from core.catalog.compare import Change
from core.catalog.query import RowFilter

__all__ = [
    "EXPORTS", "SOURCE_KINDS", "UPLOADS", "AuditReport", "AuditRequest", "BrowserView", "Change", "Opportunity",
<<<<<<< HEAD
    "PagePicture", "ProductView", "ProductViews", "QueueItem", "RowFilter", "ViewVerdict", "check_export",
    "compare", "count", "counts", "export", "has_browser_view", "job", "jobs",
    "picture_detail", "read_report", "restart", "resume_source", "rows", "source_name", "start",
    "start_demo", "start_upload", "view_as_browser", "view_verdicts", "views_of_product",
=======
    "PagePicture", "ProductView", "ProductViews", "QueueItem", "RowFilter", "ViewVerdict", "cancel", "check_export",
    "compare", "continue_unfinished", "count", "counts", "export", "has_browser_view", "job", "jobs", "pause",
    "picture_detail", "read_report", "restart", "resume", "resume_source", "rows", "source_name", "start",
    "start_upload", "view_as_browser", "view_verdicts", "views_of_product",
>>>>>>> 95c87ad (One click on Home opens the finished demo shop: audited, analyzed, studied; Home shows pictures first)
]
