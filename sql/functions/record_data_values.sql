-- What DHIS2 is told of an EoD row: nine data values, in the order in which they are sent.
-- Units: the product's. Received is arrivals and requisitions together; discrepancy is the count adjustment.
-- Same order: CATEGORIES in vlmis_core/delivery/model/data_values.py (a test compares both).
create or replace function vlmis.record_data_values(p_row vlmis.eod_row) returns bigint[]
language sql immutable parallel safe
begin atomic
    select
        array[
            (p_row).opening,
            (p_row).arrivals + (p_row).requisitions_received,
            (p_row).returns_in,
            (p_row).returns_out,
            (p_row).distributions_out,
            (p_row).dispensing,
            (p_row).wastage,
            (p_row).count_adjustment,
            (p_row).closing
        ];
end;

grant execute on function vlmis.record_data_values(vlmis.eod_row) to vlmis_pipeline;
