-- One plan of each statement of the append for good: planned anew for each call, as lengths of arrays invite, a small command costs twice.
set local role minqing_append;
alter function journal.append set plan_cache_mode = force_generic_plan;
set local role minqing_owner;
