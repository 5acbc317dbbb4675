-- What DHIS2 refused for everybody is tried again tonight. Params: night date
update vlmis.delivery_hold
set ended_night = :night
where delivery_hold.ended_night is null and delivery_hold.is_from_answer;
