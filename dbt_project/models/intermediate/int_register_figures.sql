-- Ledger row x metric it feeds, as known now.
select * from {{ ref('int_register_figures__versions') }} where {{ known_now() }}
