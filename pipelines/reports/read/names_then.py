"""What accounts and departments were called at the end of each month from ``$first`` to ``$last``: parts of queries."""

# An account may be renamed or handed over: its name and its department at the end of the month.
ACCOUNT_NAMES = """
    SELECT dim_month.month, account_id, dim_account.name, dim_account.department_id FROM dim_account
    JOIN dim_month ON dim_month.month BETWEEN $first AND $last AND month_end BETWEEN applies_from AND applies_to"""

# As they were called then; one that was closed keeps its last name.
DEPARTMENT_NAMES = """
    SELECT dim_month.month, department_id, dim_department.name FROM dim_department
    JOIN dim_month ON dim_month.month BETWEEN $first AND $last AND valid_from <= month_end
    QUALIFY row_number() OVER (PARTITION BY dim_month.month, department_id ORDER BY valid_from DESC) = 1"""
