select
  holding.post,
  post.grid,
  post.community,
  post.title,
  holding.cover,
  holding.valid_from,
  least(holding.valid_to, post.valid_to) as valid_to,
  holding.document,
  holding.position
from views.responsibility_holding as holding
join views.responsibility_post as post on post.post = holding.post
where holding.warden = %(warden)s
  and (holding.valid_to is null or holding.valid_from < holding.valid_to)
order by holding.valid_from, holding.position
