-- reminders_reminder_community
select
  reminder.reminder,
  reminder.kind,
  reminder.subject,
  reminder.due_at,
  reminder.told as "to",
  reminder.warden,
  reminder.clause,
  reminder.raised_at
from views.reminders_reminder as reminder
where reminder.community = %(community)s
  and reminder.on_day = %(on)s
  and (%(warden)s::text is null or reminder.warden = %(warden)s)
order by reminder.due_at, reminder.reminder
