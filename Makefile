# `make run` serves the page with the sample documents; `make test` runs the tests. Both set up all they need.
PYTHON ?= python3
DOCS ?= eval/corpus
INDEX ?= var/index
QUESTIONS ?= eval/questions/dev.jsonl
ABLATION ?= var/ablation
TABLE ?= .docs/ablation.md
PICTURES ?= .docs
PORT ?= 7860
VENV := .venv
BIN := $(VENV)/bin
TORCH := torch==2.13.0

.PHONY: setup run test lint browser ablation pictures

setup: $(VENV)/ready

$(VENV)/ready: pyproject.toml Makefile
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "需要 Python 3.11 或更高版本：请安装后重试，或用 make PYTHON=/路径/python3.11 指定。"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || \
	  { echo "无法建立虚拟环境：请先安装 venv（Debian/Ubuntu：apt install python3-venv）。"; exit 1; }
# CPU torch goes in first and alone: a plain install would take several gigabytes of CUDA libraries.
	@$(BIN)/python -c 'import torch' 2>/dev/null || \
	  $(BIN)/pip install --quiet --no-deps --retries 1 --extra-index-url https://download.pytorch.org/whl/cpu $(TORCH) || \
	  { echo "PyTorch 安装失败：请检查网络或 pip 镜像设置后再运行 make setup（可重复运行）。"; exit 1; }
	@$(BIN)/pip install --quiet -e '.[dev]' || \
	  { echo "依赖安装失败：请检查网络或 pip 镜像设置后再运行 make setup（可重复运行）。"; exit 1; }
	@touch $@

run: setup
# Status 1: some files could not be read, and were told; the others are served.
	$(BIN)/assistant index build $(DOCS) --index $(INDEX) || [ $$? -eq 1 ]
	$(BIN)/assistant serve --index $(INDEX) --port $(PORT)

# Debian's Chromium for the browser tests, where it can be installed; without one they skip and say so.
browser:
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && \
	  apt-get -qq update && apt-get -qq install -y --no-install-recommends chromium fonts-noto-cjk; } >/dev/null 2>&1 || \
	  echo "没有 Chromium，浏览器测试将跳过。"

test: setup browser
	$(BIN)/python -m pytest

# The table of variants and peers, in $(TABLE); with PEERS=--peers also LlamaIndex and Haystack (extra `peers`).
ablation: setup
	$(BIN)/assistant eval ablation $(QUESTIONS) --docs $(DOCS) --out $(ABLATION) --table $(TABLE) $(PEERS)

# A picture of every page over the sample documents, and of a reply in Word, in $(PICTURES).
pictures: setup browser
	PICTURES=$(PICTURES) BROWSER_TESTS=required $(BIN)/python -m pytest tests/test_pictures.py tests/test_pictures_word.py

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
