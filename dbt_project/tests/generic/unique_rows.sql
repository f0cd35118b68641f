{# No two rows share the given columns; empty counts as a value. #}
{% test unique_rows(model, columns) %}
select {% for column in columns %}{{ adapter.quote(column) }}, {% endfor %}count(*) as copies
from {{ model }}
group by {% for column in columns %}{{ adapter.quote(column) }}{{ ", " if not loop.last }}{% endfor %}
having count(*) > 1
{% endtest %}
