-- the records of one command lie close together: others came in between, at most
-- here: record.sql
where position > %(position)s - %(reach)s
  and position < %(position)s + %(reach)s
  and (correlation, actor) = (
    select
      correlation,
      actor
    from journal.events
    where position = %(position)s
  )
order by position
limit %(reach)s
