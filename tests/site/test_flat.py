"""The compiled file: the same rows, damage and age noticed."""

from __future__ import annotations

import os
import pickle
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from reportqa.errors import RegistryError
from reportqa.link.compiled import build
from reportqa.model.site import Unit
from reportqa.site.flat import FlatFile, FlatWriter, hashed, is_flat
from reportqa.site.registry import RegistryRows, SiteRegistry

FIXTURE = Path(__file__).resolve().parent.parent / "fixtures" / "registries" / "two-clients"


@pytest.fixture
def made(tmp_path: Path) -> tuple[Path, Path]:
    """A folder of a registry and its index."""
    folder, index = tmp_path / "registry", tmp_path / "registry.rqi"
    shutil.copytree(FIXTURE, folder)
    build(SiteRegistry.load(folder), index, folder)
    return folder, index


def test_rows_and_lookups_are_the_same(made: tuple[Path, Path]) -> None:
    folder, index = made
    plain, flat = SiteRegistry.load(folder), SiteRegistry.load(index)
    assert (is_flat(folder), is_flat(index), flat.flat is not None) == (False, True, True)
    assert flat.rows == plain.rows
    assert flat.officers == plain.officers
    for site in (*plain.sites, None, "nobody"):
        for name in (
            "units_of",
            "spaces_of",
            "persons_of",
            "permits_of",
            "shifts_of",
            "posts_of",
            "fence_of",
        ):
            assert getattr(flat, name)(site) == getattr(plain, name)(site), name
    for permit in plain.permits:
        assert flat.permits_with(permit.plate.lower()) == plain.permits_with(permit.plate.lower()) != ()
        assert flat.permit(permit.id) == permit
    for officer in plain.officers:
        assert flat.shifts_by(officer.id) == plain.shifts_by(officer.id)
    assert [site.id for site in flat.sites_with_id("oak")] == ["OAK"]
    assert flat.unit("nobody") is None


def test_problems_of_the_rows_are_kept(tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    shutil.copytree(FIXTURE, folder)
    (folder / "units.csv").write_text("id,site_id,number\nU1,NOWHERE,9\n", encoding="utf-8")
    plain = SiteRegistry.load(folder)
    build(plain, tmp_path / "i.rqi", folder)
    assert SiteRegistry.load(tmp_path / "i.rqi").problems == plain.problems != ()


def test_it_goes_to_workers(made: tuple[Path, Path]) -> None:
    flat = SiteRegistry.load(made[1])
    assert pickle.loads(pickle.dumps(flat)).rows == flat.rows


def test_two_builds_are_one_file(made: tuple[Path, Path]) -> None:
    folder, index = made
    build(SiteRegistry.load(folder), index.with_name("again.rqi"), folder)
    assert index.with_name("again.rqi").read_bytes() == index.read_bytes()
    assert sorted(path.name for path in index.parent.iterdir()) == ["again.rqi", "registry", "registry.rqi"]


def test_an_untouched_folder_is_fresh_and_a_touched_one_too(made: tuple[Path, Path]) -> None:
    folder, index = made
    assert SiteRegistry.load(index).problems == ()
    os.utime(folder / "units.csv", (1, 1))
    assert SiteRegistry.load(index).problems == ()


@pytest.mark.parametrize("change", ["changed", "added", "removed"])
def test_a_changed_folder_makes_the_index_stale(made: tuple[Path, Path], change: str) -> None:
    folder, index = made
    name = {"changed": "units.csv", "added": "extra.csv", "removed": "shifts.csv"}[change]
    if change == "removed":
        (folder / name).unlink()
    else:
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write("OAK-NEW,OAK,,999,9\n")
    assert [str(problem) for problem in SiteRegistry.load(index).problems] == [
        f"registry.rqi: older than {name} of the registry it was built from; run reportqa registry build "
        "again"
    ]
    with pytest.raises(RegistryError, match="older than"):
        SiteRegistry.load(index, strict=True)


def test_an_index_stands_without_its_folder(made: tuple[Path, Path]) -> None:
    folder, index = made
    shutil.rmtree(folder)
    assert SiteRegistry.load(index).problems == ()


def test_damage_is_noticed(made: tuple[Path, Path]) -> None:
    _, index = made
    whole = index.read_bytes()
    assert FlatFile(index).intact()
    for damaged, message in (
        (whole[:200], "is damaged"),
        (whole[:-1], "is damaged"),
        (whole[:-40] + b"x" * 40, "is damaged"),
        (whole[:24] + bytes(16), "cannot be read as a compiled registry|is damaged"),
    ):
        index.write_bytes(damaged)
        with pytest.raises(RegistryError, match=message):
            SiteRegistry.load(index)
    index.write_bytes(whole[:80] + bytes([whole[80] ^ 1]) + whole[81:])
    assert not FlatFile(index).intact()


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "i.rqi"
    writer = FlatWriter(path)
    writer.json("problems", [])
    writer.close(format=99)
    with pytest.raises(RegistryError, match=r"is of another format.*registry build"):
        SiteRegistry.load(path)


def test_keys_of_one_hash_are_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key has the same hash here: rows must still be found by their own keys alone."""
    monkeypatch.setattr("reportqa.site.flat.hashed", lambda key: hashed("x"))
    rows = SiteRegistry.load(FIXTURE).rows
    build(SiteRegistry(rows), tmp_path / "i.rqi")
    flat = SiteRegistry.load(tmp_path / "i.rqi")
    assert flat.site("OAK") == next(site for site in rows.sites if site.id == "OAK")
    assert flat.units_of("WILLOW") == tuple(unit for unit in rows.units if unit.site_id == "WILLOW")


def test_nothing_is_left_of_a_build_that_fails(tmp_path: Path) -> None:
    broken = replace(SiteRegistry.load(FIXTURE).rows, units=(Unit(id="U", site_id="OAK", number=b"9"),))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        build(SiteRegistry(broken), tmp_path / "i.rqi")
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RegistryError, match="cannot be written"):
        build(SiteRegistry(RegistryRows()), tmp_path / "no" / "i.rqi")
