{{ bulletin_departments('website') }}
