"""Turns a BERT encoder's layers into a small int8 ONNX file. Needs PyTorch, which running the file does not.

The graph takes word embeddings, not token ids: the vocabulary of 250,000 words would be nine tenths of the file,
and looking words up needs no graph.
"""

from __future__ import annotations

import logging
import warnings
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from transformers import BertConfig, BertModel

from index.encoder.packed import PackedModel, unpack

INPUTS = ("embeddings", "attention_mask")
OUTPUT = "token_embeddings"
_OPSET = 17
_LINEAR = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "intermediate.dense": "fi",
    "output.dense": "fo",
}
_NORMS = {"attention.output.LayerNorm": "aln", "output.LayerNorm": "oln"}


def bert_model(packed: PackedModel) -> BertModel:
    """Build the float32 model, without a pooler, in evaluation mode."""
    config = BertConfig(
        vocab_size=len(packed.words),
        hidden_size=packed.hidden_size,
        num_hidden_layers=packed.layers,
        num_attention_heads=packed.heads,
        intermediate_size=packed.feed_forward_size,
        max_position_embeddings=packed.max_tokens,
        layer_norm_eps=packed.layer_norm_epsilon,
        pad_token_id=packed.vocabulary.padding,
    )
    with torch.device("meta"):
        model = BertModel(config, add_pooling_layer=False)
    model.set_attn_implementation("eager")  # the only form that the ONNX optimizer fuses
    buffers = {name: torch.zeros_like(buffer, device="cpu") for name, buffer in model.named_buffers()}
    buffers["embeddings.position_ids"] = torch.arange(packed.max_tokens)[None]
    model.to_empty(device="cpu")
    for name, buffer in model.named_buffers():
        buffer.copy_(buffers[name])
    model.load_state_dict(_state(packed), strict=True)
    model.train(False)
    return model


def export_int8(model: torch.nn.Module, heads: int, hidden_size: int, path: Path) -> None:
    """Export, fuse and quantise a BERT-like module.

    Weights become 7-bit integers with a scale for each output channel: products of 8-bit weights overflow the
    16-bit sums of CPUs without VNNI, so that vectors would differ from one CPU to the next. Activations are
    quantised while running, with one scale for the whole input: run one text at a time, or texts influence each other.

    Args:
        model: Takes embeddings ``(batch, tokens, hidden_size)`` and an attention mask ``(batch, tokens)``.
        heads: Attention heads of a layer.
        hidden_size: Width of a layer.
        path: The file to write.
    """
    import onnxruntime.quantization as quantization
    from onnx import TensorProto
    from onnxruntime.quantization.quant_utils import add_pre_process_metadata
    from onnxruntime.transformers.optimizer import optimize_model

    logging.getLogger("onnxruntime.transformers").setLevel(logging.WARNING)
    with TemporaryDirectory(prefix="encoder-export-") as folder:
        file = Path(folder) / "layers.onnx"
        _export(model, hidden_size, file)
        fused = optimize_model(str(file), model_type="bert", num_heads=heads, hidden_size=hidden_size, opt_level=0)
        add_pre_process_metadata(fused.model)  # without this mark quantisation asks for a step it does not need
        fused.save_model_to_file(str(file))
        quantization.quantize_dynamic(
            file,
            path,
            per_channel=True,
            reduce_range=True,
            weight_type=quantization.QuantType.QInt8,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )


class EncoderLayers(torch.nn.Module):
    """A BERT model from word embeddings on."""

    def __init__(self, model: BertModel) -> None:
        super().__init__()
        self.model = model

    def forward(self, embeddings: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """Return the last hidden state, shape ``(batch, tokens, hidden_size)``."""
        output = self.model(inputs_embeds=embeddings, attention_mask=attention_mask)
        return output.last_hidden_state  # type: ignore[no-any-return]


def _export(model: torch.nn.Module, hidden_size: int, path: Path) -> None:
    """Write the float32 graph with free batch and token axes."""
    example = (torch.zeros(2, 4, hidden_size), torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]]))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing and the TorchScript exporter announce their own age
        torch.onnx.export(
            model,
            example,
            str(path),
            dynamo=False,
            opset_version=_OPSET,
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes={name: {0: "batch", 1: "tokens"} for name in (*INPUTS, OUTPUT)},
        )


def _state(packed: PackedModel) -> dict[str, torch.Tensor]:
    """Map the file's weights to the names of ``BertModel``."""
    width = packed.hidden_size
    tensors = {name: torch.from_numpy(values) for name, values in packed.tensors.items()}
    state = {
        "embeddings.word_embeddings.weight": torch.from_numpy(unpack(packed.words)),
        "embeddings.position_embeddings.weight": tensors["emb.pos"].view(-1, width),
        "embeddings.token_type_embeddings.weight": tensors["emb.type"].view(-1, width),
        "embeddings.LayerNorm.weight": tensors["emb.ln.w"],
        "embeddings.LayerNorm.bias": tensors["emb.ln.b"],
    }
    for layer in range(packed.layers):
        for name, short in _LINEAR.items():
            bias = tensors[f"l{layer}.{short}.b"]
            state[f"encoder.layer.{layer}.{name}.weight"] = tensors[f"l{layer}.{short}.w"].view(len(bias), -1)
            state[f"encoder.layer.{layer}.{name}.bias"] = bias
        for name, short in _NORMS.items():
            state[f"encoder.layer.{layer}.{name}.weight"] = tensors[f"l{layer}.{short}.w"]
            state[f"encoder.layer.{layer}.{name}.bias"] = tensors[f"l{layer}.{short}.b"]
    return state
