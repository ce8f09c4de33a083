select
  meeting.title,
  meeting.starts_at,
  meeting.results,
  meeting.published_at
from views.meetings_meeting as meeting
where meeting.community = %(community)s
  and meeting.status = 'published'
  and not meeting.is_private
order by meeting.starts_at desc, meeting.meeting
