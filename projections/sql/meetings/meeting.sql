select
  meeting.meeting,
  meeting.community,
  meeting.is_private,
  meeting.decisions
from views.meetings_meeting as meeting
where meeting.meeting = %(meeting)s
