-- what changed until the moment in matters of the period: whole months by their sums up to the month of the moment, the rest change by change
select
  null::text as ticket, month.community, null::text as grid, month.filed, month.handled, month.closed, month.due, month.in_time,
  month.extended, month.closings, month.standing, month.undone, month.asked, month.content
from views.ticket_board_month as month
where month.community = any (%(communities)s)
  and month.of >= %(whole_from)s
  and month.of < %(whole_until)s
  and month.since < %(at_month)s
union all
-- ticket_board_tally_of
-- here: tally.sql
  and tally.of >= %(since)s
  and tally.of < %(whole_from)s
  and tally.since <= %(at)s
union all
-- here: tally.sql
  and tally.of >= %(whole_until)s
  and tally.of < %(until)s
  and tally.since <= %(at)s
union all
-- ticket_board_tally_since
-- here: tally.sql
  and tally.since >= %(at_month)s
  and tally.since <= %(at)s
  and tally.of >= %(whole_from)s
  and tally.of < %(whole_until)s
