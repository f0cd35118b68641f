{# 第二十四期 -> 24: the number a text of Arabic or Chinese digits up to ninety-nine stands for; null where it is none. #}
{% macro number_of_digits(text) -%}
    {%- set digits = '一二三四五六七八九' -%}
    case
        when {{ matches(text, '^[0-9]+$') }} then cast({{ text }} as integer)
        when {{ matches(text, '^[' ~ digits ~ ']?十[' ~ digits ~ ']?$') }}
            then
                coalesce(
                    nullif(instr('{{ digits }}', nullif(regexp_extract({{ text }}, '^([{{ digits }}])十', 1), '')), 0), 1
                ) * 10
                + coalesce(instr('{{ digits }}', nullif(regexp_extract({{ text }}, '十([{{ digits }}])$', 1), '')), 0)
        when {{ matches(text, '^[' ~ digits ~ ']$') }} then instr('{{ digits }}', {{ text }})
    end
{%- endmacro %}
