-- Whether anything of a day was ever sent. Grain: one value. Params: day date
select exists(
    select from vlmis.delivery_day
    where delivery_day.day = :day and delivery_day.first_sent_at is not null
);
