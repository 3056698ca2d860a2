-- What happened to a press stands in its own row, one JSON object a line, so that the statement that
-- changes a press adds to it.

alter table press add column history text not null default '';
${sqlite}update press set history = (
  select group_concat(
    json_object('at', at, 'event', event, 'detail', detail) || char(10), '' order by number)
  from attempt where attempt.press_id = press.id)
where exists (select 1 from attempt where attempt.press_id = press.id);
${postgresql}update press set history = (
  select string_agg(
    json_build_object('at', at, 'event', event, 'detail', detail)::text || chr(10), ''
    order by number)
  from attempt where attempt.press_id = press.id)
where exists (select 1 from attempt where attempt.press_id = press.id);
drop table attempt;

-- The oldest notes that wait are looked for first, and each of them tells its ticket.

drop index note_pending;
create index note_pending on note (store, seq) where state = 'pending';
