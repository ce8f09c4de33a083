-- Events that may carry a sealed block: as a part of their payload, or as the words of their reason
select
  position,
  payload,
  reason
from journal.events
where position <= %(position)s
  and (position('"box":"'::bytea in payload) > 0 or position('sealed:'::bytea in payload) > 0 or reason like 'sealed:%%')
order by position
