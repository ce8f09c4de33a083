select call, community, called_at, answered_by, on_duty, outcome, ticket, said
from views.notices_call
where call = %(call)s
