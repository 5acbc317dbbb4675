-- Let the store that declared a return withdraw it while nobody has acknowledged it.
-- Why:   a declaration by mistake kept store and product from being closed, and waited for ever.
-- Lock:  a column with a constant default; short.
set local lock_timeout = '5s';

alter table vlmis.return_acknowledgement add column is_withdrawal boolean not null default false;
alter table vlmis.return_acknowledgement add constraint withdrawn_return_moves_nothing
check (not is_withdrawal or received = 0);

comment on column vlmis.return_acknowledgement.is_withdrawal is 'True: the child took its declaration back; no stock moved, nothing was lost.';
