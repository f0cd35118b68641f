{{ tree_of(ref('int_party_orgs'), 'party_org_id', 'ancestor_party_org_id') }}
