select post, cover, warden, valid_from, valid_to, document, position
from views.responsibility_holding
where post = any (%(posts)s)
order by post, cover, valid_from, position
