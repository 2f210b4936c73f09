"""LibreOffice and the fonts of official papers: what is missing on this machine, and its installation.

Everything comes from the machine's own Debian or Ubuntu packages. The Fandol faces are taken out of
`texlive-lang-chinese` without installing it, because that package draws in all of TeX.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

STATE = Path(".zhengban/fonts")
MENDING = "./zhengban demo"
SYSTEM_PYTHON = "/usr/bin/python3"
FANDOL = ("FandolSong-Regular.otf", "FandolHei-Regular.otf", "FandolKai-Regular.otf", "FandolFang-Regular.otf")
FANDOL_PACKAGE = "texlive-lang-chinese"
FONT_PACKAGES = {  # package: a path below the system's font directories that proves it is there
    "fonts-noto-cjk": "NotoSerifCJK-Bold.ttc",
    "fonts-lxgw-wenkai": "LXGWWenKai-Regular.ttf",
    "fonts-liberation": "LiberationSans-Regular.ttf",
}
FONT_DIRECTORIES = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))

# The name a paper carries, the free face that stands in for it, and the face behind that for rare characters.
FACES = (
    ("仿宋_GB2312", "FandolFang R", "LXGW WenKai"),
    ("楷体_GB2312", "FandolKai", "LXGW WenKai"),
    ("黑体", "FandolHei", "Noto Sans CJK SC"),
    ("宋体", "FandolSong", "Noto Serif CJK SC"),
    ("方正小标宋简体", "Noto Serif CJK SC", "Noto Serif CJK SC"),
)
BOLD_STAND_INS = ("方正小标宋简体",)

Log = Callable[[str], None]


class OfficeNotInstalled(RuntimeError):
    """A step that could not be done; the text names the command that mends it."""


def missing(state: Path = STATE) -> list[str]:
    """Debian package names (and the Fandol faces' package) that this machine still lacks."""
    lacking = []
    if not _has_writer():
        lacking.append("libreoffice-writer-nogui")
    if not _has_uno():
        lacking.append("python3-uno")
    if shutil.which("fc-match") is None:
        lacking.append("fontconfig")
    lacking += [package for package, face in FONT_PACKAGES.items() if not _has_face(face)]
    if not all((state / face).is_file() for face in FANDOL) or not (state / "fonts.conf").is_file():
        lacking.append(FANDOL_PACKAGE)
    return lacking


def install(log: Log, state: Path = STATE) -> Path:
    """Install what `missing` names; returns the fontconfig file for `FONTCONFIG_FILE`.

    Raises OfficeNotInstalled with the command that mends it; what is already there is left alone.
    """
    lacking = missing(state)
    packages = [name for name in lacking if name != FANDOL_PACKAGE]
    if lacking:
        log("刷新软件包索引：apt-get update")
        _run([*_as_root(), "apt-get", "-q", "update"], check=False)
    if packages:
        if "libreoffice-writer-nogui" in packages and _installed("libreoffice-core"):
            # The -nogui packages would drive an installed desktop LibreOffice out.
            packages[packages.index("libreoffice-writer-nogui")] = "libreoffice-writer"
        log(f"安装 LibreOffice 与字体（apt-get install {' '.join(packages)}）")
        command = [*_as_root(), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y", "install"]
        _run([*command, "--no-install-recommends", *packages], mending=f"apt-get install {' '.join(packages)}")
    if FANDOL_PACKAGE in lacking:
        log(f"取出 Fandol 字体（apt-get download {FANDOL_PACKAGE}，只解包不安装）")
        _extract_fandol(state)
    still = missing(state)
    if still:
        raise OfficeNotInstalled(f"以下软件包仍未装好：{'、'.join(still)}。请执行：apt-get install {' '.join(still)}")
    return write_fontconfig(state)


def write_fontconfig(state: Path = STATE) -> Path:
    """A fontconfig file of our own: the same faces on every machine, the user's home left out of it.

    A machine that owns the official faces themselves keeps them: only names without a face are mapped.
    """
    state = state.resolve()
    directories = "".join(f"  <dir>{escape(str(path))}</dir>\n" for path in (*FONT_DIRECTORIES, state))
    path, fresh = state / "fonts.conf", state / f"fonts.{os.getpid()}.new"  # readers never see half of it
    frame = '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
    cache = f"  <cachedir>{escape(str(state / 'cache'))}</cachedir>\n"
    fresh.write_text(f"{frame}{directories}{cache}</fontconfig>\n", "utf-8")
    owned = _families(fresh)
    rules = ""
    for name, stand_in, behind in FACES:
        if name in owned:
            continue
        weight = '<edit name="weight" mode="assign"><const>bold</const></edit>' if name in BOLD_STAND_INS else ""
        rules += _rule(name, "assign", stand_in, weight)
        if behind != stand_in:
            rules += _rule(stand_in, "append", behind)
    fresh.write_text(f"{frame}{directories}{cache}{rules}</fontconfig>\n", "utf-8")
    return fresh.replace(path)


def _rule(family: str, mode: str, to: str, extra: str = "") -> str:
    test = f'<test name="family"><string>{family}</string></test>'
    edit = f'<edit name="family" mode="{mode}" binding="same"><string>{to}</string></edit>'
    return f'  <match target="pattern">{test}{edit}{extra}</match>\n'


def _families(conf: Path) -> set[str]:
    listed = subprocess.run(
        ["fc-list", ":", "family"],
        env={**os.environ, "FONTCONFIG_FILE": str(conf)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {name.strip() for line in listed.splitlines() for name in line.split(",")}


def _has_writer() -> bool:
    soffice = shutil.which("soffice")
    return soffice is not None and (Path(soffice).resolve().parent / "libswlo.so").is_file()


def _has_uno() -> bool:
    if not Path(SYSTEM_PYTHON).exists():
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


def _has_face(file_name: str) -> bool:
    return any(next(directory.rglob(file_name), None) for directory in FONT_DIRECTORIES if directory.is_dir())


def _installed(package: str) -> bool:
    status = ["dpkg-query", "-W", "-f=${Status}", package]
    return "ok installed" in subprocess.run(status, capture_output=True, text=True, check=False).stdout


def _as_root() -> list[str]:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        return ["sudo"]
    raise OfficeNotInstalled(f"安装 LibreOffice 需要 root 权限。请以 root 身份执行：{MENDING}")


def _extract_fandol(state: Path) -> None:
    state.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        _run(["apt-get", "-q", "download", FANDOL_PACKAGE], folder, mending=f"apt-get download {FANDOL_PACKAGE}")
        package = next(Path(folder).glob("*.deb"))
        tree = Path(folder) / "tree.tar"
        with tree.open("wb") as stream:
            subprocess.run(["dpkg-deb", "--fsys-tarfile", str(package)], stdout=stream, check=True)
        _run(["tar", "-xf", str(tree), "-C", folder, "--wildcards", "*/fandol/Fandol*-Regular.otf"])
        for face in FANDOL:
            found = next(Path(folder).rglob(face), None)
            if found is None:
                raise OfficeNotInstalled(f"{FANDOL_PACKAGE} 中没有字体 {face}。请手工放入：{state}")
            shutil.copyfile(found, state / face)
    write_fontconfig(state)


def _run(command: Sequence[str], folder: str | None = None, *, mending: str = "", check: bool = True) -> None:
    result = subprocess.run(
        command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    if check and result.returncode != 0:
        told = " ".join(result.stdout.strip().splitlines()[-1:])
        raise OfficeNotInstalled(f"命令未能完成：{' '.join(command)}（{told}）。请执行：{mending or MENDING}")


if __name__ == "__main__":
    try:
        print(install(lambda line: print(line, flush=True)))
    except OfficeNotInstalled as error:
        sys.exit(str(error))
