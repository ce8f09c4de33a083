select
from accounts.session
where token_hash = %s
