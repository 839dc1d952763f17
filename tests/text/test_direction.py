"""Direction of writing: a line that begins with a code runs as its language does."""

from bot.text.direction import direction, with_direction_mark


def test_a_line_that_begins_with_a_code_runs_as_its_language_does() -> None:
    assert with_direction_mark("4C1N · Vilvoorde", "en") == "4C1N · Vilvoorde"
    assert with_direction_mark("4C1N · Vilvoorde", "ar") == "\N{RIGHT-TO-LEFT MARK}4C1N · Vilvoorde"
    assert (direction("ar"), direction("fr"), direction("ar-XB")) == ("rtl", "ltr", "rtl")
