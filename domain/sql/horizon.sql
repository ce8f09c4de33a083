select journal.horizon()
