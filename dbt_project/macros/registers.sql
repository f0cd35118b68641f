{# The numbers a ledger row may carry besides its quantity, each with a unit of its own. #}
{% macro register_numbers() -%}
    {{ return(['quantity', 'expected', 'achieved', 'participants', 'attendances', 'organisations', 'hours', 'words',
        'pictures', 'videos', 'amount', 'points', 'findings', 'findings_fixed', 'typos', 'rank_no', 'list_size']) }}
{%- endmacro %}

{#
    What a row adds to a figure, by the measure named in seed register_metric: (numerator, denominator). Where the
    denominator is not null the figure is a share; a null numerator is unknown, never zero.
#}
{% macro register_measures() -%}
    {{ return({
        'events': ('case when coalesce(quantity, 1) > 0 then 1 else 0 end', 'null'),
        'participants_event': ('participants', 'null'),
        'quantity_of_unit': ('quantity', 'null'),
        'quantity_done': ('case when ' ~ is_done() ~ ' then quantity when not ' ~ is_done() ~ ' then 0 end', 'null'),
        'quantity_open': ('case when ' ~ is_done() ~ ' then 0 when not ' ~ is_done() ~ ' then quantity end', 'null'),
        'findings_open': ('findings - findings_fixed', 'null'),
        'short': ('case when achieved < expected then 1 else 0 end', 'null'),
        'on_time': ('case when done_on <= due_on then 1 else 0 end', 'null'),
        'on_time_share': ('case when done_on <= due_on then 1 else 0 end', '1'),
        'prior_share': ('case when done_on <= occurred_on then 1 else 0 end', '1'),
        'done_share': ('case when done_on is not null then 1 else 0 end', '1'),
        'status_share': ('case when status_holds then 1 else 0 end', 'case when status_holds is not null then 1 end'),
        'complete_share': ('case when is_complete then 1 else 0 end', 'case when is_complete is not null then 1 end'),
        'late_record_share': ('case when recorded_on > ' ~ add_days('occurred_on', 7) ~ ' then 1 else 0 end',
            'case when recorded_on is not null then 1 end'),
        'participants_share': ('participants', 'expected'),
        'achieved_share': ('achieved', 'expected'),
        'signed_share': ('coalesce(achieved, case when done_on is not null then 1 else 0 end)', 'coalesce(expected, 1)'),
    }) }}
{%- endmacro %}

{# Text in `column` matches the pattern in `pattern`; an empty pattern takes every text. #}
{% macro fits(column, pattern) -%}
    (coalesce({{ pattern }}, '') = '' or {{ matches_column("coalesce(" ~ column ~ ", '')", pattern) }})
{%- endmacro %}

{# Fulfilled by a day or in words; nothing said is not yet, and words that nobody knows are null. #}
{% macro is_done() -%} (done_on is not null or case when status is null then false else status_holds end) {%- endmacro %}
