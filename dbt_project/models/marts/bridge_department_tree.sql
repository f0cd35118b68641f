{{ tree_of(ref('int_departments'), 'department_id') }}
