"""Makes a BERT model's activations fit for int8 before it is exported. Changes nothing that the model computes.

One channel in the input of a feed-forward matrix is up to ten times as large as the next. With one scale for all
channels it would leave the others a few levels only. So such channels are divided by a factor that their column of
the matrix takes up again, as in SmoothQuant (Xiao et al. 2022), but for the outliers alone: that halved the
distance to the float32 vectors, while SmoothQuant's own factors for all channels took off a third.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from transformers import BertModel

_USUAL = 0.99
"""Share of channels that count as usual; the rest is brought down to the largest of them."""

CALIBRATION_TEXTS = (
    "passage: 市人民政府办公室关于印发农村公路养护管理办法的通知。"
    "各县（市、区）人民政府，市直有关部门：现将办法印发给你们，请认真贯彻执行。",
    "passage: 对李某代表提出的第137号建议的答复。您提出的关于增加社区托育服务的建议收悉，"
    "经会同卫生健康委研究，现答复如下：",
    "passage: 2021年，全县新建改建标准化卫生室86个，投入资金3,420万元，服务人口31.7万人，同比增长12.5%。",
    "passage: 序号：4；事项名称：道路货物运输经营许可；实施机关：交通运输局；办理时限：5个工作日；备注：全程网办。",
    "query: 哪些企业可以申请稳岗返还补贴，什么时候截止？",
    "query: 谁负责河道采砂的监督检查？",
)
"""Only the size of activations is taken from them; the outlying channels are the same for every text."""


class SmoothedLinear(torch.nn.Module):
    """A linear layer whose input channels are scaled down, and its columns up, by the same factors."""

    shrink: torch.Tensor

    def __init__(self, linear: torch.nn.Linear, factors: torch.Tensor) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(linear.in_features, linear.out_features)
        self.linear.load_state_dict({"weight": linear.weight.detach() * factors, "bias": linear.bias.detach()})
        self.register_buffer("shrink", 1 / factors)

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Return what the layer it was made from returns."""
        result: torch.Tensor = self.linear(inputs * self.shrink)
        return result


def smooth_feed_forward(model: BertModel, rows: Sequence[Sequence[int]]) -> None:
    """Replace the two feed-forward matrices of every layer, in place.

    Args:
        model: In evaluation mode.
        rows: Token ids of texts that are typical for the model's use.
    """
    owners: list[Any] = [owner for layer in model.encoder.layer for owner in (layer.intermediate, layer.output)]
    largest = [torch.zeros(owner.dense.in_features) for owner in owners]

    def watch(position: int) -> Any:
        def note(_: torch.nn.Module, inputs: tuple[torch.Tensor, ...]) -> None:
            largest[position] = torch.maximum(largest[position], inputs[0].abs().amax(dim=(0, 1)))

        return owners[position].dense.register_forward_pre_hook(note)

    handles = [watch(position) for position in range(len(owners))]
    with torch.inference_mode():
        for row in rows:
            model(input_ids=torch.tensor([list(row)]))
    for handle in handles:
        handle.remove()
    for owner, activation in zip(owners, largest, strict=True):
        owner.dense = SmoothedLinear(owner.dense, (activation / activation.quantile(_USUAL)).clamp(min=1))
