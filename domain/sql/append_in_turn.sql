select
  -- here: receipt_columns.sql
from journal.append_in_turn(
  %(lock_streams)b::text[],
  %(lock_alone)b::boolean[],
  %(guard_command)b::integer[],
  %(guard_after)b::bigint[],
  %(guard_names)b::text[],
  %(guard_communities)b::text[],
  -- here: append_arguments.sql
)
