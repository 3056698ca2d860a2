-- The servers that share this ledger. Each counts its beat up for as long as it lives, and the others
-- watch that. SQLite's server knows by a lock on the file whether another one lives.

${postgresql}create table server (
  id text not null primary key,
  beat bigint not null
);
