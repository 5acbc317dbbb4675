-- When anything of a day was first sent. Grain: one value; none: never. Params: day date
select delivery_day.first_sent_at
from vlmis.delivery_day
where delivery_day.day = :day and delivery_day.first_sent_at is not null;
