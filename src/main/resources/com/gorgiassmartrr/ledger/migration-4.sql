-- What is unfinished is looked for every second: among a million old presses, too, only those are
-- read.

create index press_unfinished on press (seq) where state = 'accepted';
