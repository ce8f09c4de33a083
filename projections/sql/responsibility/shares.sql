-- responsibility_line_plan
select position, post, wardens, effective_at, recorded_at, told, document
from views.responsibility_line
where told ->> 'plan' = %(plan)s
order by position
