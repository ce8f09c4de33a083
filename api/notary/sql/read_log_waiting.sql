select count(*)
from vault.read_log
where id > %s
