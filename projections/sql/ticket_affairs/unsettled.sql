-- ticket_affairs_affair_ticket; a contribution that is paid may be pledged anew
select affair.affair
from ticket_affairs_affair as affair
where affair.ticket = any (%s)
  and (affair.settled_at is null or affair.kind = 'contribution')
