from io import StringIO

from lokus_local.importing.screen import Screen


class Terminal(StringIO):
    def isatty(self) -> bool:
        return True


def test_on_a_terminal_a_passing_line_is_written_over() -> None:
    screen = Screen(Terminal())
    screen.pass_by("10 %")
    screen.pass_by("20 %")
    screen.say("done")
    screen.say("end")
    assert screen.out.getvalue() == "10 %\r\033[K20 %\r\033[Kdone\nend\n"  # type: ignore[attr-defined]


def test_in_a_file_only_lines_that_stay_are_written() -> None:
    screen = Screen(StringIO())
    screen.pass_by("10 %")
    screen.say("done")
    assert screen.out.getvalue() == "done\n"  # type: ignore[attr-defined]
