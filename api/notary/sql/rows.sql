-- with ties: a position that stands twice is read to its end
-- here: record.sql
where position > %(after)s
  and position <= %(last)s
order by position
fetch first %(limit)s rows with ties
