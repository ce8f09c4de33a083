select to_jsonb(row)
from {table} as row
where {key} = any (%s)
