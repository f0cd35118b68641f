-- Rows of names that do not count have not been landed; these say so and are no names.
select * from {{ source('landing', 'ref_site_column') }}
where importance <> '不统计'
