-- What each row of an export adds to a monthly figure, every version of it: the only place that says how a metric is made.
-- A figure as of any day is the sum of what was known on it (macros/history.sql): as known now known_to is empty; the
-- bulletin printed what was known on bulletin_on; a settled month is restated by the difference of two days
-- (int_restated_figures). One model a family: first the rows that may count, then one call of macro contributions a metric.
-- Rates divide two of these figures and are made in the reports (seed metric_rate).
{% for family in ['website', 'wechat', 'social', 'party', 'office', 'daily', 'traffic', 'registers', 'states', 'distinct',
    'reviews'] -%}
select * from {{ ref('int_metric_contributions__' ~ family) }}
{{ 'union all' if not loop.last }}
{% endfor %}
