-- of closed_times the counts, least, most and median of each community: the index has them in order, so that the median is no estimate;
-- ticket_board_closing_took
select
  closing.community,
  closing.category,
  count(*)::integer as closed,
  count(*) filter (where closing.due_at is null or closing.closed_at <= closing.due_at)::integer as in_time,
  percentile_cont(0.5) within group (order by closing.took) as median,
  min(closing.took) as fastest,
  max(closing.took) as slowest
-- here: stood_closed.sql
group by closing.community, closing.category
order by closing.community, closing.category
