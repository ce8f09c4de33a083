accounts.shows_subject({key})
