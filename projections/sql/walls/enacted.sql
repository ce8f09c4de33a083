valid_from is not null
