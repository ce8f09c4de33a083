delete from feed.dead_letter
where subscription = %(subscription)s
  and (%(positions)s::bigint[] is null or position = any (%(positions)s))
