select own.subscription
from feed.subscription as own
where own.paused_why is null
  and (
    own.position < (select position from views.positions where name = 'trail')
    or exists (
      select
      from feed.dead_letter as letter
      where letter.subscription = own.subscription
        and letter.is_wanted
    )
  )
