-- of each grid in force then, who holds its post: A and B, also while away
select
  plan.community,
  grid.grid,
  a.warden as a,
  b.warden as b
from views.responsibility_plan as plan
join views.responsibility_grid as grid on grid.plan = plan.plan
left join views.responsibility_post as post
  on post.grid = grid.grid
  and post.valid_from <= %(at)s
  and (post.valid_to is null or %(at)s < post.valid_to)
left join views.responsibility_holding as a
  on a.post = post.post
  and a.cover = 'A'
  and a.valid_from <= %(at)s
  and (a.valid_to is null or %(at)s < a.valid_to)
left join views.responsibility_holding as b
  on b.post = post.post
  and b.cover = 'B'
  and b.valid_from <= %(at)s
  and (b.valid_to is null or %(at)s < b.valid_to)
where plan.community = any (%(communities)s)
  and plan.valid_from <= %(at)s
  and (plan.valid_to is null or %(at)s < plan.valid_to)
order by grid.code
