-- Rows of all ledgers as known now.
select * from {{ ref('int_register_entries__versions') }} where {{ known_now() }}
