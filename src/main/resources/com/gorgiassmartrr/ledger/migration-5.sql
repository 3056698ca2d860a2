-- One index where there were two: fingerprints and subscriptions are random, and of an index whose
-- keys are random each new press changes another page, the more of them the older the ledger is.

drop index press_subscription;
drop index press_fingerprint;
create unique index press_subscription on press (subscription_id, fingerprint);
