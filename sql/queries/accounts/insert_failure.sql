-- Count a login before DHIS2 is asked: who is killed meanwhile has used up an attempt.
insert into vlmis.login_failure (forwarded_at, username_key, address)
values (:now, :username_key, :address)
returning failure_id;
