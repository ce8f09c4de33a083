select
  (select coalesce(max(position), 0) from journal.events),
  (
    select recent.xmin::text
    from (
      select xmin, position
      from journal.events
      where position <= %(position)s
      order by position desc
      limit 1000
    ) as recent
    order by pg_xact_commit_timestamp(recent.xmin) desc nulls last, recent.position desc
    limit 1
  )
