select
  weight.building,
  weight.percent,
  weight.decided_on,
  weight.document
from views.difficulty_weight as weight
where weight.community = %(community)s
order by weight.percent desc, weight.building
