-- who read what in a period: the log grows in the order of time
create index read_log_read_at on vault.read_log using brin (read_at) with (autosummarize = on);
