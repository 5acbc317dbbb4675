-- Make the targets of tonight's data elements, where they are new. Params: snapshot_id bigint
insert into vlmis.delivery_target (data_set_uid, data_element_uid, option_combo_uids)
select
    dhis2_snapshot.data_set_uid,
    dhis2_data_element.data_element_uid,
    dhis2_data_element.option_combo_uids
from vlmis.dhis2_data_element
inner join vlmis.dhis2_snapshot on dhis2_data_element.snapshot_id = dhis2_snapshot.snapshot_id
where dhis2_data_element.snapshot_id = :snapshot_id and dhis2_data_element.combo_problem = ''
on conflict (data_set_uid, data_element_uid, option_combo_uids) do nothing;
