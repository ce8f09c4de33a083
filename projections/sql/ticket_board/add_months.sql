insert into ticket_board_month (
  community, of, since, filed, handled, closed, due, in_time, extended, closings, standing, undone, asked, content
)
select
  community,
  date_trunc('month', of, 'Asia/Shanghai'),
  date_trunc('month', since, 'Asia/Shanghai'),
  sum(sign * filed),
  sum(sign * handled),
  sum(sign * closed),
  sum(sign * due),
  sum(sign * in_time),
  sum(sign * extended),
  sum(sign * closings),
  sum(sign * standing),
  sum(sign * undone),
  sum(sign * asked),
  sum(sign * content)
from made
group by 1, 2, 3
on conflict (community, of, since) do update
set filed = ticket_board_month.filed + excluded.filed,
  handled = ticket_board_month.handled + excluded.handled,
  closed = ticket_board_month.closed + excluded.closed,
  due = ticket_board_month.due + excluded.due,
  in_time = ticket_board_month.in_time + excluded.in_time,
  extended = ticket_board_month.extended + excluded.extended,
  closings = ticket_board_month.closings + excluded.closings,
  standing = ticket_board_month.standing + excluded.standing,
  undone = ticket_board_month.undone + excluded.undone,
  asked = ticket_board_month.asked + excluded.asked,
  content = ticket_board_month.content + excluded.content
