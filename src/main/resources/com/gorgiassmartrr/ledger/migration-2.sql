-- The date that was chosen for a field that the agent left empty, such as the next skipped order.

alter table press add column chosen_date text not null default '';
