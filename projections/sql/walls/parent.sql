{key} in (
  select {key}
  from {parent}
)
