select stream
from journal.events
group by stream
having count(*) <> max(version) or min(version) <> 1
order by stream
