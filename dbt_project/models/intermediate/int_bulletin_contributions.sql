-- What each row of an export adds to a monthly figure, as the bulletin of the month knew it.
{{ contributions_that(known_to_bulletin()) }}
