-- of its visits up to the day none is later than the one instant with one of these purposes (null: any)
, (
  case
    when {purposes}::text[] is null then width_bucket({before}::timestamptz, lived.visited_at) = lived.last
    else not lived.purposes[width_bucket({before}::timestamptz, lived.visited_at) + 1:lived.last] && {purposes}::text[]
  end
)::integer as {column}
