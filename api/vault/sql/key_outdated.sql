select
  subject,
  epoch,
  wrapped
from vault.subject_key
where epoch < %(epoch)s
  and wrapped is not null
limit %(limit)s
