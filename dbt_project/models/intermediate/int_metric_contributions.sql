-- What each row of an export adds to a monthly figure, as known now.
{{ contributions_that(known_now()) }}
