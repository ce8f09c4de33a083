select
  meeting.title,
  meeting.community,
  meeting.starts_at,
  meeting.results,
  meeting.published_at
from views.meetings_meeting as meeting
where meeting.community = any (%(communities)s)
  and meeting.status = 'published'
  and not meeting.is_private
order by meeting.starts_at desc, meeting.meeting
