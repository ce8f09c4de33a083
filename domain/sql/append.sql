select
  -- here: receipt_columns.sql
from journal.append(
  -- here: append_arguments.sql
)
