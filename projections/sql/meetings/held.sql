select
  meeting.starts_at
from views.meetings_meeting as meeting
where meeting.community = %(community)s
  and meeting.cadence = %(cadence)s
  and meeting.status <> 'convened'
order by meeting.starts_at
