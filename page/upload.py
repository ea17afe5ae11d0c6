"""Files that people bring, under the names that they gave them: Gradio's own button strips 〔〕《》 and cuts long names."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import tempfile
from pathlib import Path, PurePosixPath
from typing import Any

import gradio as gr

_MOST_NAME_BYTES = 240  # what file systems take


def upload_button(label: str, **options: Any) -> gr.UploadButton:
    """A button whose event gets the paths of the files, each with its name as given; several if `file_count` says so."""
    button = gr.UploadButton(label, **options)
    button.preprocess = _brought  # type: ignore[method-assign]  # of this one button
    return button


def _brought(payload: Any) -> list[str]:
    files = getattr(payload, "root", payload)
    if files is None:
        return []
    return [_named(file) for file in (files if isinstance(files, list) else [files])]


def _named(file: Any) -> str:
    name = given_name(file.orig_name or "", Path(file.path).name)
    target = fresh_folder() / name
    try:
        os.link(file.path, target)
    except OSError:  # another disk, or a file system without links
        shutil.copyfile(file.path, target)
    return str(target)


@functools.cache
def _passing() -> Path:
    """The folder of all files that come and go through the page; it ends with the program."""
    folder = Path(tempfile.mkdtemp(prefix="zhengce-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def fresh_folder() -> Path:
    """A new folder for files that people bring or take along."""
    return Path(tempfile.mkdtemp(dir=_passing()))


def given_name(name: str, otherwise: str) -> str:
    """The last part of a file's name as its owner's machine knows it, without what no file may be called.

    :param otherwise: where nothing is left.
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(c for c in last if c.isprintable() and c not in ':*?"<>|').strip(" .")
    suffix = Path(kept).suffix
    while len(kept.encode("utf-8")) > _MOST_NAME_BYTES:
        kept = kept.removesuffix(suffix)[:-1] + suffix
    return kept or otherwise
