"""Moving festivals come from a maintained library, not from a table typed by hand."""

from datetime import date

from festivals import SEED, festivals, write


def test_the_seed_is_what_the_library_computes(tmp_path):
    write(tmp_path / "festival.csv")
    assert SEED.read_text("utf-8") == (tmp_path / "festival.csv").read_text("utf-8")


def test_spring_festival_always_falls_in_january_or_february_and_mid_autumn_in_september_or_october():
    months = {}
    for row in festivals():
        months.setdefault(row["festival_id"], set()).add(date.fromisoformat(row["date"]).month)
    assert months == {"spring_festival": {1, 2}, "dragon_boat": {5, 6}, "mid_autumn": {9, 10}}


def test_known_festivals():
    dates = {(row["festival_id"], row["date"]) for row in festivals()}
    assert dates >= {("spring_festival", "2021-02-12"), ("mid_autumn", "2020-10-01"), ("spring_festival", "2020-01-25")}
