{# 第二十四期 -> 24: the number a text of Arabic or Chinese digits up to ninety-nine stands for; null where it is none. #}
{% macro number_of_digits(text) -%}
    {%- set digits = '一二三四五六七八九' -%}
    case
        when {{ matches(text, '^[0-9]+$') }} then cast({{ text }} as integer)
        when {{ matches(text, '^[' ~ digits ~ ']?十[' ~ digits ~ ']?$') }}
            then
                coalesce(instr('{{ digits }}', nullif({{ first_match(text, '^([' ~ digits ~ '])十') }}, '')), 1) * 10
                + coalesce(instr('{{ digits }}', nullif({{ first_match(text, '十([' ~ digits ~ '])$') }}, '')), 0)
        when {{ matches(text, '^[' ~ digits ~ ']$') }} then instr('{{ digits }}', {{ text }})
    end
{%- endmacro %}
