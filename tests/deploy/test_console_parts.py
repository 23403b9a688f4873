"""The console's front-end parts are laid out so that a reader's browser asks nothing of any other host."""

from pathlib import Path

import pytest

from deploy.developer.console_parts import lay_out, self_contained

FONT = '@font-face{font-family:"F";src:url(https://fonts.example/f.woff2) format("woff2")}'


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """An unpacked npm package with the parts that are taken."""
    built = tmp_path / "package/dist/nhsuk"
    (built / "assets/images").mkdir(parents=True)
    (built / "assets/images/arrow.svg").write_text("<svg/>")
    (built / "nhsuk-frontend.min.css").write_text(f"{FONT}a{{color:red}}\n/*# sourceMappingURL=x.css.map */")
    (built / "nhsuk-frontend.min.js").write_text("export{a};\n//# sourceMappingURL=x.js.map\n")
    (tmp_path / "package/README.md").write_text("MIT")
    return tmp_path / "package"


def test_fonts_of_another_host_are_dropped() -> None:
    assert self_contained(f"{FONT}p{{margin:0}}") == "p{margin:0}"


@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_pictures_are_found_wherever_the_folder_is_mounted(quote: str) -> None:
    given = f"b{{background:url({quote}/assets/images/arrow.svg{quote})}}"
    assert self_contained(given) == f"b{{background:url({quote}assets/images/arrow.svg{quote})}}"


@pytest.mark.parametrize("address", ["https://else.example/a.png", "//else.example/a.png", "http://else.example/a.png"])
@pytest.mark.parametrize("quote", ["", "'", '"'])
def test_any_other_address_elsewhere_is_refused(address: str, quote: str) -> None:
    with pytest.raises(ValueError, match="points to another host"):
        self_contained(f"i{{background:url({quote}{address}{quote})}}")


def test_what_the_console_serves_is_laid_out(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "nhsuk"
    lay_out(package, target)
    assert (target / "nhsuk-frontend.min.css").read_text() == "a{color:red}\n"
    assert (target / "nhsuk-frontend.min.js").read_text() == "export{a};\n"
    assert (target / "assets/images/arrow.svg").is_file()
    assert (target / "README.md").read_text() == "MIT"


def test_a_part_of_an_earlier_release_does_not_stay(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "nhsuk"
    target.mkdir()
    (target / "old.js").touch()
    lay_out(package, target)
    assert not (target / "old.js").exists()
