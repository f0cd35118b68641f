-- Rows of names that do not count have not been landed; these say so and are no names.
select * from {{ source('landing', 'ref_party_org_alias') }}
where party_org_id <> '不统计'
