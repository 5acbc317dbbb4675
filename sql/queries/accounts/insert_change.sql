-- Write down what was done to an account.
insert into vlmis.account_change (account_id, changed_at, changed_by, change)
values (:account_id, :now, :by, :change);
