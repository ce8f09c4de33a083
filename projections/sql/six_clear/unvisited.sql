-- of its visits up to the day none is later than the one instant with one of these purposes (null: any)
count(*) filter (
  where case
    when {purposes}::text[] is null then width_bucket({before}::timestamptz, home.visited_at) = home.last
    else not home.purposes[width_bucket({before}::timestamptz, home.visited_at) + 1:home.last] && {purposes}::text[]
  end
)
