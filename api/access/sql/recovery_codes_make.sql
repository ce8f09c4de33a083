insert into accounts.recovery_code (account, code_hash)
select %(account)s, code_hash
from unnest(%(hashes)s::bytea[]) as made (code_hash)
