"""What pictures are worth: a sales table in, the effect of each photo type with an honest interval out.

`start` and `results` hold what doors call. `table/` reads the table, `effects/` estimates, `experiments/` plans and
reads picture tests, `report/` words and draws; `tasks` runs in a process of its own, `studies` keeps each study.
"""

from core.sales.results import (
    EXPORTS,
    SalesStudy,
    check_export,
    export,
    list_studies,
    plan_test,
    read_history,
    read_test,
    report_values,
    study,
    what_if_of,
)
from core.sales.start import (
    COMPARED,
    SIMULATED,
    UPLOADS,
    StudyRequest,
    TableColumns,
    audit_kinds,
    cancel,
    forget,
    judged_folder,
    read_columns,
    save_upload,
    start,
)
from core.sales.studies import Study

__all__ = [
    "COMPARED", "EXPORTS", "SIMULATED", "UPLOADS", "SalesStudy", "Study", "StudyRequest", "TableColumns", "audit_kinds",
    "cancel", "check_export", "export", "forget", "judged_folder", "list_studies", "plan_test", "read_columns",
    "read_history", "read_test", "report_values", "save_upload", "start", "study", "what_if_of",
]
