"""The verbs of a sales study, of what a picture is worth; `core.actions` hands them to the doors."""

from core.sales.results import (
    SALES_FILES,
    SalesStudy,
    check_sales_file,
    plan_test,
    read_test,
    sales_file,
    sales_history,
    sales_studies,
    sales_study,
    sales_values,
    sales_what_if,
)
from core.sales.start import (
    COMPARED,
    SALES_UPLOADS,
    SIMULATED,
    SalesColumns,
    SalesWish,
    audit_kinds,
    cancel_sales,
    judged_folder,
    keep_sales,
    open_office,
    sales_columns,
    sales_wish,
    start_sales,
    with_priors,
)
from core.sales.studies import Study
from core.site import Office

__all__ = [
    "COMPARED", "SALES_FILES", "SALES_UPLOADS", "SIMULATED", "Office", "SalesColumns", "SalesStudy", "SalesWish",
    "Study", "audit_kinds", "cancel_sales", "check_sales_file", "judged_folder", "keep_sales", "open_office",
    "plan_test", "read_test", "sales_columns", "sales_file", "sales_history", "sales_studies", "sales_study",
    "sales_values", "sales_what_if", "sales_wish", "start_sales", "with_priors",
]
