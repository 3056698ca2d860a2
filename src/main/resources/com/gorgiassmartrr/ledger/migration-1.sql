-- Presses, what happened to them, and the notes that follow. Times are epoch milliseconds.

create table press (
  seq ${serial},
  id text not null,
  reference text not null,
  fingerprint text not null,
  store text not null,
  customer_id text not null,
  subscription_id text not null,
  action text not null,
  parameters text not null,
  seen_status text not null,
  seen_next_billing text not null,
  seen_version text not null,
  ticket_id text not null,
  agent text not null,
  email text not null,
  product text not null,
  notes smallint not null,
  state text not null
    check (state in ('accepted', 'applied', 'refused', 'parked', 'dismissed')),
  attempts integer not null,
  pressed_at bigint not null,
  -- Since when a write may have reached Smartrr; none: nothing was sent.
  sent_at bigint,
  -- What sent_at was before the last attempt, for an attempt that turns out not to have been sent.
  sent_at_before bigint,
  ended_at bigint,
  next_attempt_at bigint,
  before_status text not null,
  before_next_billing text not null,
  after_status text not null,
  after_next_billing text not null,
  message text not null,
  -- Who works on the press, or last did; it is held while lease_until is set.
  owner text,
  lease_until bigint
);

create unique index press_id on press (id);
create unique index press_reference on press (reference);
create unique index press_fingerprint on press (fingerprint);
create index press_accepted on press (store, subscription_id, seq) where state = 'accepted';
create index press_parked on press (seq) where state = 'parked';
create index press_ended on press (ended_at) where ended_at is not null;
create index press_subscription on press (subscription_id, seq);
create index press_ticket on press (ticket_id, seq) where ticket_id <> '';
create index press_email on press (email, seq) where email <> '';

create table attempt (
  press_id text not null references press (id) on delete cascade,
  number integer not null,
  at bigint not null,
  event text not null,
  detail text not null,
  primary key (press_id, number)
);

create table note (
  seq ${serial},
  press_id text not null references press (id) on delete cascade,
  store text not null,
  ticket_id text not null,
  body_text text not null,
  body_html text not null,
  state text not null check (state in ('pending', 'written', 'not_configured', 'failed')),
  tried smallint not null,
  attempts integer not null,
  next_attempt_at bigint,
  message_id text not null,
  why text not null,
  owner text,
  lease_until bigint
);

create unique index note_press on note (press_id);
create index note_pending on note (store, ticket_id, seq) where state = 'pending';

create table pulse (
  id integer primary key,
  at bigint not null
);

insert into pulse (id, at) values (1, 0);
