update feed.dead_letter
set is_wanted = true
where subscription = %(subscription)s
  and (%(positions)s::bigint[] is null or position = any (%(positions)s))
