select count(*)
from accounts.account
