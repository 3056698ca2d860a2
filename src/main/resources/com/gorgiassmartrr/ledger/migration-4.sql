-- Room in each page, so that marking a press as sent needn't touch its indexes; SQLite rewrites a
-- row in its place.

${postgresql}alter table press set (fillfactor = 75);
