-- When the administrators were told of a night. Grain: one row when they were. Params: night date
select summary_message.sent_at
from vlmis.summary_message
where summary_message.night = :night;
