"""Weights that come with this program, in safetensors. Never reads another file than the one that was released."""

from __future__ import annotations

import hashlib
from importlib import resources

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load

from index.errors import UserError

_WAY_OUT = "请重新安装本程序。"


def read_shipped(package: str, name: str, sha256: str) -> dict[str, NDArray[np.generic]]:
    """Read the tensors of a package's file, by name.

    Raises:
        UserError: The file is missing, or not the one this program was released with.
    """
    file = resources.files(package).joinpath(name)
    if not file.is_file():
        raise UserError(f"缺少权重文件 {name}，{_WAY_OUT}")
    data = file.read_bytes()
    if hashlib.sha256(data).hexdigest() != sha256:
        raise UserError(f"权重文件 {name} 已损坏或版本不符，{_WAY_OUT}")
    return load(data)
