-- notices_call_community
select call, called_at, answered_by, on_duty, outcome, ticket
from views.notices_call
where community = %(community)s
  and called_at >= %(since)s
  and called_at < %(until)s
order by called_at, call
