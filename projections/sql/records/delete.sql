delete from {table}
where {key} = any (%s)
