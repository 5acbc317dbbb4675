-- Months of a series of national files that were imported whole.
-- Grain:  one row per month, oldest first.
-- Params: country_file text
select
    national_month.month,
    national_month.digest
from vlmis.national_month
where national_month.country_file = :country_file
order by national_month.month;
