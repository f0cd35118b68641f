-- Rows of names that do not count have not been landed; these say so and are no names.
select * from {{ source('landing', 'ref_outlet') }}
where level <> '不统计'
