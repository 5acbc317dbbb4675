-- Days have records to deliver (again); what is open of them is looked for anew. Params: days date[]
insert into vlmis.delivery_day (day)
select distinct asked.day
from unnest(cast(:days as date[])) as asked (day)
on conflict (day) do update
    set settled_at = null, listed_at = null;
