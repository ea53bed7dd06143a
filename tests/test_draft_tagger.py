"""The request tagger's parts: units and their features, windows, the heads against PyTorch's, and the best tags."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from assistant.draft.marks import marks
from assistant.draft.tagger.items import whole_items
from assistant.draft.tagger.tagging import BEGINS, INSIDE, OUTSIDE, Heads, best_tags, pooled
from assistant.draft.tagger.training.bodies import read_bodies, tags
from assistant.draft.tagger.units import FEATURES, features, units
from assistant.draft.tagger.windows import windows
from index.encoder.packed import find_packed_file, read_packed_model
from index.encoder.tokenizer import build_tokenizer
from index.encoder.vocabulary import without_foreign_words

BODY = "村口的路坏了三年，老人出门难。\n为此：一、修好村路；二、装上路灯，请供电公司配合。\n谢谢！"


@pytest.fixture(scope="module")
def tokenizer() -> object:
    built = build_tokenizer(without_foreign_words(read_packed_model(find_packed_file())).vocabulary)
    built.no_truncation()
    return built


def test_units_end_at_sentences_marks_colons_and_asking_clauses() -> None:
    assert [BODY[unit.start : unit.end] for unit in units(BODY)] == [
        "村口的路坏了三年，老人出门难。",
        "为此：",
        "一、修好村路；",
        "二、装上路灯，",
        "请供电公司配合。",
        "谢谢！",
    ]


def test_marks_tell_their_kind_number_and_place() -> None:
    found = [(mark.kind, mark.number, BODY[mark.start : mark.end], mark.inline) for mark in marks(BODY)]
    assert found == [("han", 1, "一、", True), ("han", 2, "二、", True)]
    assert [mark.number for mark in marks("一是一，二是二，全村只有一个百年老字号。")] == [1, 2]
    assert list(marks("首先感谢各位。")) == []


def test_features_have_one_row_a_unit() -> None:
    found = units(BODY)
    rows = features(BODY, found)
    assert rows.shape == (len(found), FEATURES)
    assert rows[2].tolist() != rows[5].tolist()
    assert features("", []).shape == (0, FEATURES)


def test_a_unit_belongs_to_the_request_that_holds_half_of_it() -> None:
    first, last = BODY.index("装上"), BODY.index("\n谢谢")
    assert tags(units(BODY), [(first, last)]) == [OUTSIDE, OUTSIDE, OUTSIDE, BEGINS, INSIDE, OUTSIDE]


def test_every_unit_of_a_long_body_stands_in_a_window(tokenizer: object) -> None:
    body = "\n".join(f"{number}. 请为第{number}村的小学修建操场，并且配齐体育老师。" for number in range(1, 100))
    found = units(body)
    cut = windows(tokenizer, body, found)  # type: ignore[arg-type]
    assert len(cut.rows) > 2
    assert max(map(len, cut.rows)) <= 482
    assert {place.window for place in cut.places} == set(range(len(cut.rows)))
    assert all(0 < place.first < place.last < len(cut.rows[place.window]) for place in cut.places)


def test_heads_compute_what_the_trained_network_does() -> None:
    torch.manual_seed(1)
    width, states, rows = 8, 12, 5
    network = {
        "joined": torch.nn.Linear(states + FEATURES, width),
        "neighbours": torch.nn.GRU(width, width // 2, bidirectional=True, batch_first=True),
        "tags": torch.nn.Linear(width, 3),
    }
    tensors = {f"{name}.{p}": v.detach().numpy() for name, part in network.items() for p, v in part.named_parameters()}
    values, described = torch.randn(rows, states), torch.randn(rows, FEATURES)
    hidden = torch.tanh(network["joined"](torch.cat([values, described], dim=1)))
    logits = network["tags"](hidden + network["neighbours"](hidden[None])[0][0])
    wanted = torch.log_softmax(logits, dim=1).detach().numpy()
    assert np.allclose(Heads(tensors).scores(values.numpy(), described.numpy()), wanted, atol=1e-5)


def test_nothing_is_carried_on_that_was_not_begun() -> None:
    likely_inside = np.log(np.array([[0.2, 0.1, 0.7], [0.5, 0.1, 0.4], [0.1, 0.3, 0.6]], np.float32))
    assert best_tags(likely_inside) == [OUTSIDE, OUTSIDE, BEGINS]


def test_a_unit_is_its_mean_state_beside_that_of_its_opening_tokens(tokenizer: object) -> None:
    body = "请修路，也请装灯。"
    cut = windows(tokenizer, body, units(body))  # type: ignore[arg-type]
    states = np.arange(len(cut.rows[0]), dtype=np.float32)[:, None]
    place = cut.places[1]
    assert pooled([states], cut.places)[1].tolist() == [(place.first + place.last - 1) / 2, place.first + 1]


def test_labelled_bodies_hold_their_requests_in_order() -> None:
    bodies = read_bodies()
    assert len(bodies) > 400
    for labelled in bodies:
        ends = [0, *(end for _, end in labelled.requests)]
        assert all(end <= start < stop for end, (start, stop) in zip(ends, labelled.requests, strict=False))
        assert all(labelled.body[slice(*span)].strip() for span in labelled.requests)


def test_an_item_that_asks_at_its_number_is_taken_whole() -> None:
    body = "建议：\n一、办好食堂。停了二十六家。\n1. 让上班族来吃。\n二、修路。\n群众盼着。"
    found = units(body)
    given = [OUTSIDE, BEGINS, OUTSIDE, BEGINS, BEGINS, OUTSIDE]
    assert len(found) == len(given)
    assert whole_items(body, found, given) == [OUTSIDE, BEGINS, INSIDE, INSIDE, BEGINS, OUTSIDE]


def test_an_item_that_complains_first_keeps_its_tags() -> None:
    body = "一、路坏了三年。请修路。\n二、灯不亮。请装灯。"
    given = [OUTSIDE, BEGINS, OUTSIDE, BEGINS]
    assert whole_items(body, units(body), given) == given
