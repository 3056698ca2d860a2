-- What follows from the ends of presses, beside the notes: each is tried by itself until it is done
-- or given up. One that is held is due, with a lease that isn't over.

create table follow_up (
  seq ${serial},
  press_id text not null references press (id) on delete cascade,
  -- Which end of the press it follows from, counted from 1 for each name.
  number integer not null,
  store text not null,
  name text not null,
  -- The store and the name in one, by which those that are due are found.
  queue text not null,
  -- What is done in order; empty: it needs none.
  lane text not null,
  -- The press as it ended, as a JSON object: every try tells the same.
  body text not null,
  state text not null check (state in ('due', 'done', 'given_up', 'dismissed')),
  tries integer not null,
  -- Since when it is tried: when the press ended, or a person had it tried again.
  since bigint not null,
  next_attempt_at bigint,
  owner text,
  lease_until bigint,
  why text not null
);

create unique index follow_up_press on follow_up (press_id, name, number);
create index follow_up_due on follow_up (queue, seq) where state = 'due';
create index follow_up_given_up on follow_up (seq) where state = 'given_up';
