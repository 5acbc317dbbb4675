-- A declared return and its acknowledgement or withdrawal, if any. Grain: at most one row. Params: return_id bigint
select
    stock_return.quantity,
    stock_return.occurred_on,
    return_acknowledgement.source_key as acknowledged_under,
    return_acknowledgement.received,
    return_acknowledgement.occurred_on as acknowledged_on,
    coalesce(return_acknowledgement.is_withdrawal, false) as is_withdrawal
from vlmis.stock_return
left join vlmis.return_acknowledgement on stock_return.return_id = return_acknowledgement.return_id
where stock_return.return_id = :return_id;
