-- Note that the delivery of a day has begun; true when it had begun before. Params: day date
insert into vlmis.delivery_day (day, first_sent_at)
values (:day, clock_timestamp())
on conflict (day) do update
    set first_sent_at = coalesce(delivery_day.first_sent_at, excluded.first_sent_at);
