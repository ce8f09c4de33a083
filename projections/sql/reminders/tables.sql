create table reminders_reminder (
  reminder text primary key,
  community text not null,
  on_day date not null,
  kind text not null,
  subject text not null,
  due_at timestamptz not null,
  told text not null,               -- whom: an account, a warden, or a body in the regulation's words
  warden text,
  clause text not null,
  raised_at timestamptz not null
);
create index reminders_reminder_community on reminders_reminder (community, on_day);
