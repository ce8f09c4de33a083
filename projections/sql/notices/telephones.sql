select hotline, supervision
from views.notices_board
where community = %(community)s
