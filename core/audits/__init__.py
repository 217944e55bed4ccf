"""The verbs of a bulk audit; `core.actions` hands them to the doors."""

from core.audits.looking import (
    VIEW_WORDS,
    BrowserView,
    Gallery,
    Seen,
    View,
    ViewVerdict,
    browser_view,
    has_browser_view,
    sku_gallery,
    view_verdicts,
)
from core.audits.packs import PackFacts, rule_packs
from core.audits.pictures import (
    Mended,
    RuleVerdict,
    analyze_one,
    check_rules,
    mend_picture,
    picture_detail,
    rule_evidence,
    thumbnail,
)
from core.audits.report.build import AuditReport, audit_report
from core.audits.report.opportunity import Opportunity
from core.audits.report.queues import Item
from core.audits.results import (
    EXPORTS,
    audit_count,
    audit_counts,
    audit_export,
    audit_job,
    audit_jobs,
    audit_rows,
    check_export,
    compare_audits,
)
from core.audits.start import (
    AUDIT_RUNNING,
    SOURCE_KINDS,
    UPLOADS,
    AuditWish,
    audit_again,
    audit_wish,
    cancel_audit,
    go_on_with_audits,
    pause_audit,
    resume_audit,
    resume_source,
    start_audit,
    start_demo,
    start_upload,
)
from core.catalog.store import Change, Job, RowFilter

__all__ = [
    "AUDIT_RUNNING", "EXPORTS", "SOURCE_KINDS", "UPLOADS", "VIEW_WORDS", "AuditReport", "AuditWish", "BrowserView",
    "Change", "Gallery", "Item", "Job", "Mended", "Opportunity", "PackFacts", "RowFilter", "RuleVerdict", "Seen",
    "View", "ViewVerdict", "analyze_one", "audit_again", "audit_count", "audit_counts", "audit_export", "audit_job",
    "audit_jobs", "audit_report", "audit_rows", "audit_wish", "browser_view", "cancel_audit", "check_export",
    "check_rules", "compare_audits", "go_on_with_audits", "has_browser_view", "mend_picture", "pause_audit",
    "picture_detail", "resume_audit", "resume_source", "rule_evidence", "rule_packs", "sku_gallery", "start_audit",
    "start_demo", "start_upload", "thumbnail", "view_verdicts",
]
