-- A press that a person had tried again ends twice, and each end has its note.

alter table note add column number integer not null default 1;
drop index note_press;
create unique index note_press on note (press_id, number);
