-- notices_card_community
select card, household, grid, kind, warden, edition, issued_at
from views.notices_card
where community = %(community)s
  and kind = %(kind)s
  and (%(grid)s::text is null or grid = %(grid)s)
order by grid, household
