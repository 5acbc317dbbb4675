-- Create an account; none if this DHIS2 user has one.
insert into vlmis.account (
    username, dhis2_uid, display_name, email, phone, dhis2_checked_at, created_at, created_by
)
values (:username, :dhis2_uid, :display_name, :email, :phone, :now, :now, :by)
on conflict do nothing
returning account_id;
