select about
from views.personal_records_link
where subject = %(subject)s
order by about
