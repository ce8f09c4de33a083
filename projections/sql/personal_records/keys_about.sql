select
  subject,
  about
from views.personal_records_link
where about = any(%(about)s)
order by subject, about
