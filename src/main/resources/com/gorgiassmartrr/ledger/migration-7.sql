-- A ticket's number means something in its own Gorgias account only.

alter table press add column account text not null default '';

-- The accounts that have let a store in. What was pressed in one of them is never noted in another;
-- one that never did was a wrong setting, and its notes go to the right one.
create table account (
  store text not null,
  address text not null,
  primary key (store, address)
);
