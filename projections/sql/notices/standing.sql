-- notices_notice_community
select number, kind, title, body, published_at, until
from views.notices_notice
where community = %(community)s
  and taken_down_at is null
  and (until is null or until >= %(on)s)
order by number desc
