-- a dead letter that arrived after all
delete from feed.dead_letter
where subscription = %(subscription)s
  and position = %(position)s
