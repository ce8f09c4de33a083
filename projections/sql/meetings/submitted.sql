select
  report.submitted_at
from views.meetings_report as report
where report.community = %(community)s
  and report.cadence = %(cadence)s
order by report.submitted_at
