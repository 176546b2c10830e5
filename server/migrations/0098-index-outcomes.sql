-- When a clock was met, or ran out: what reports count of a time.
create index clocks_by_outcome on clocks ((coalesce(breached_at, met_at))) where coalesce(breached_at, met_at) is not null;
