"""Small modules and small functions: what does not fit a screen is two things."""

from statistics import median, quantiles

from lint.source_tree import DISTS, Found, code_lines, functions, lines, product_files, python_files, told

FILE_LINES_AT_MOST = 500
FILE_LINES_NEARLY_ALWAYS = 400
FILE_LINES_MEDIAN = 130
FUNCTION_LINES_AT_MOST = 60
FUNCTION_LINES_NEARLY_ALWAYS = 40
KIT_CODE_LINES_AT_MOST = 1150
PERCENT = 100
NEARLY_ALWAYS_PERCENT = 97


def _lengths_of_functions() -> list[Found]:
    return [
        Found(path, (node.end_lineno or node.lineno) - node.lineno + 1, node.name)
        for path in product_files()
        for node in functions(path)
    ]


def test_no_file_is_longer_than_500_lines() -> None:
    found = [
        Found(path, len(lines(path)), "is the last line")
        for path in python_files()
        if len(lines(path)) > FILE_LINES_AT_MOST
    ]
    assert not found, told(f"a file has at most {FILE_LINES_AT_MOST} lines: split it by what it does", found)


def test_nearly_every_file_is_shorter_than_400_lines() -> None:
    sizes = [len(lines(path)) for path in product_files()]
    assert quantiles(sizes, n=PERCENT)[NEARLY_ALWAYS_PERCENT - 1] <= FILE_LINES_NEARLY_ALWAYS


def test_a_usual_file_has_about_100_lines() -> None:
    assert median(len(lines(path)) for path in product_files()) <= FILE_LINES_MEDIAN


def test_no_function_is_longer_than_60_lines() -> None:
    found = [
        Found(path, node.lineno, f"{node.name} has {length} lines")
        for path in python_files()
        for node in functions(path)
        if (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_AT_MOST
    ]
    assert not found, told(f"a function has at most {FUNCTION_LINES_AT_MOST} lines", found)


def test_nearly_every_function_is_shorter_than_40_lines() -> None:
    sizes = [found.line for found in _lengths_of_functions()]
    assert quantiles(sizes, n=PERCENT)[NEARLY_ALWAYS_PERCENT - 1] <= FUNCTION_LINES_NEARLY_ALWAYS


def test_the_kit_stays_small() -> None:
    total = sum(code_lines(path) for path in DISTS["kit"].rglob("*.py"))
    assert total <= KIT_CODE_LINES_AT_MOST, (
        f"the kit has {total} lines of code; what only one service needs belongs to that service"
    )
