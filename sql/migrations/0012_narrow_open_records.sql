-- Make way for functions that look at some stores of a day only: the same names with one parameter more,
-- and the figures with each record.
-- Why:   cascade takes what is built on them; functions, checks and views are made again after the migrations.
drop function if exists vlmis.open_records(date) cascade;
drop function if exists vlmis.sendable_records(text, date) cascade;

comment on column vlmis.delivery.nights_tried is 'Nights on which it was sent, whatever came of it; a push for a past night adds none.';
comment on column vlmis.delivery.last_night is 'The latest night on which it was sent.';
