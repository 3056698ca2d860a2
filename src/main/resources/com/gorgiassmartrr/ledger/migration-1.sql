-- Presses, what happened to them, and what follows from them. Times are epoch milliseconds.

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
  -- A ticket's number means something in its own Gorgias account only.
  account text not null,
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
  -- The date that was chosen for a field that the agent left empty, such as the next skipped order.
  chosen_date text not null default '',
  message text not null,
  -- What happened to it, one JSON object a line: the statement that changes a press adds to it.
  history text not null default '',
  -- Who works on the press, or last did; it is held while lease_until is set.
  owner text,
  lease_until bigint
);

-- Room in each page, so that marking a press as sent needn't touch its indexes; SQLite rewrites a
-- row in its place.
${postgresql}alter table press set (fillfactor = 75);

create unique index press_id on press (id);
create unique index press_reference on press (reference);
-- One index for both: fingerprints and subscriptions are random, and of an index whose keys are
-- random each new press changes another page, the more of them the older the ledger is.
create unique index press_subscription on press (subscription_id, fingerprint);
create index press_accepted on press (store, subscription_id, seq) where state = 'accepted';
create index press_parked on press (seq) where state = 'parked';
create index press_ended on press (ended_at) where ended_at is not null;
create index press_ticket on press (ticket_id, seq) where ticket_id <> '';
create index press_email on press (email, seq) where email <> '';

-- What follows from the ends of presses, the notes among them: each is tried by itself until it is
-- done or given up. One that is held is due, with a lease that isn't over.

create table follow_up (
  seq ${serial},
  press_id text not null references press (id) on delete cascade,
  -- Which end of the press it follows from, counted from 1 for each name.
  number integer not null,
  store text not null,
  name text not null,
  -- The store and the name in one, by which those that are due are found.
  queue text not null,
  -- What is done in order, of a note its ticket; empty: it needs none.
  lane text not null,
  -- What every try tells, as a JSON object: the press as it ended, or what a note tells.
  body text not null,
  state text not null
    check (state in ('due', 'done', 'given_up', 'dismissed', 'not_configured')),
  -- Whether a note may stand on its ticket already; 0 for everything else.
  tried smallint not null,
  tries integer not null,
  -- Since when it is tried: when the press ended, or a person had it tried again.
  since bigint not null,
  next_attempt_at bigint,
  owner text,
  lease_until bigint,
  -- The message that a note is at Gorgias; empty: none.
  message_id text not null,
  why text not null
);

create unique index follow_up_press on follow_up (press_id, name, number);
create index follow_up_due on follow_up (queue, seq) where state = 'due';
create index follow_up_given_up on follow_up (seq) where state = 'given_up';

-- The accounts that have let a store in. What was pressed in one of them is never noted in another;
-- one that never did was a wrong setting, and its notes go to the right one.

create table account (
  store text not null,
  address text not null,
  primary key (store, address)
);

-- The servers that share this ledger. Each counts its beat up for as long as it lives, and the others
-- watch that. SQLite's server knows by a lock on the file whether another one lives.

${postgresql}create table server (
  id text not null primary key,
  beat bigint not null
);

create table pulse (
  id integer primary key,
  at bigint not null
);

insert into pulse (id, at) values (1, 0);
