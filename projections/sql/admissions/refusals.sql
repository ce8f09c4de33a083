select
  refusal.refusal,
  refusal.community,
  refusal.department,
  refusal.title,
  refusal.asked,
  refusal.clause,
  refusal.quote,
  refusal.refused_at
from views.admissions_refusal as refusal
where refusal.community = any (%(communities)s)
order by refusal.refused_at desc, refusal.refusal
