"""SD 1.5's U-Net and autoencoder in plain eager PyTorch, over the tensors of a checkpoint by their names.

Reads lines: "give FILE" takes inputs, a name of a network runs it and answers with seconds, "write NAME FILE" runs it and
writes what it gives. Run by io.brushwork.bench.TorchBench, or by hand with --flops to count operations.
"""
import json
import math
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F


def read(path):
    data = np.memmap(path, dtype=np.uint8, mode="c")
    length = int(data[:8].view(np.int64)[0])
    header = json.loads(bytes(data[8 : 8 + length]))
    types = {"F32": np.float32, "F16": np.float16}
    tensors = {}
    for name, entry in header.items():
        if name != "__metadata__":
            begin, end = (8 + length + offset for offset in entry["data_offsets"])
            values = data[begin:end].view(types[entry["dtype"]]).astype(np.float32)
            tensors[name] = torch.from_numpy(values).view(entry["shape"])
    return tensors


def write(path, tensor):
    tensor = tensor.float().contiguous()
    header = {"result": {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [0, 4 * tensor.numel()]}}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(len(text).to_bytes(8, "little") + text + tensor.numpy().tobytes())


class Layers:
    """The operations, by the name of their weights."""

    def __init__(self, weights):
        self.w = weights

    def conv(self, name, x, stride=1, padding=None):
        weight = self.w[name + ".weight"]
        return F.conv2d(x, weight, self.w[name + ".bias"], stride, weight.shape[-1] // 2 if padding is None else padding)

    def linear(self, name, x):
        return F.linear(x, self.w[name + ".weight"], self.w.get(name + ".bias"))

    def group_norm(self, name, x, eps):
        return F.group_norm(x, 32, self.w[name + ".weight"], self.w[name + ".bias"], eps)

    def layer_norm(self, name, x):
        return F.layer_norm(x, x.shape[-1:], self.w[name + ".weight"], self.w[name + ".bias"])

    def has(self, name):
        return name in self.w

    def count(self, name):
        return len({key.split(".")[1] for key in self.w if key.startswith(name + ".")})


class UNet(Layers):
    HEADS = 8

    def forward(self, x, t, context):
        emb = self.linear("time_embed.0", self.timesteps(t))
        emb = self.linear("time_embed.2", F.silu(emb))
        skips = [h := self.conv("input_blocks.0.0", x)]
        for i in range(1, self.count("input_blocks")):
            h = self.block(f"input_blocks.{i}", h, emb, context)
            skips.append(h)
        h = self.block("middle_block", h, emb, context)
        for i in range(self.count("output_blocks")):
            h = self.block(f"output_blocks.{i}", torch.cat([h, skips.pop()], 1), emb, context)
        return self.conv("out.2", F.silu(self.group_norm("out.0", h, 1e-5)))

    def timesteps(self, t):
        half = self.w["time_embed.0.weight"].shape[1] // 2
        angles = t[:, None] * torch.exp(-math.log(10000) * torch.arange(half) / half)[None]
        return torch.cat([angles.cos(), angles.sin()], -1)

    def block(self, name, h, emb, context):
        for member in (f"{name}.{i}" for i in range(3)):
            if self.has(member + ".in_layers.2.weight"):
                h = self.res_block(member, h, emb)
            elif self.has(member + ".proj_in.weight"):
                h = self.transformer(member, h, context)
            elif self.has(member + ".op.weight"):
                h = self.conv(member + ".op", h, stride=2)
            elif self.has(member + ".conv.weight"):
                h = self.conv(member + ".conv", F.interpolate(h, scale_factor=2, mode="nearest"))
        return h

    def res_block(self, name, x, emb):
        h = self.conv(name + ".in_layers.2", F.silu(self.group_norm(name + ".in_layers.0", x, 1e-5)))
        h = h + self.linear(name + ".emb_layers.1", F.silu(emb))[:, :, None, None]
        h = self.conv(name + ".out_layers.3", F.silu(self.group_norm(name + ".out_layers.0", h, 1e-5)))
        return h + (self.conv(name + ".skip_connection", x) if self.has(name + ".skip_connection.weight") else x)

    def transformer(self, name, x, context):
        n, c, height, width = x.shape
        h = self.conv(name + ".proj_in", self.group_norm(name + ".norm", x, 1e-6))
        h = h.permute(0, 2, 3, 1).reshape(n, height * width, c)
        block = name + ".transformer_blocks.0."
        norm = self.layer_norm(block + "norm1", h)
        h = h + self.attention(block + "attn1", norm, norm)
        h = h + self.attention(block + "attn2", self.layer_norm(block + "norm2", h), context)
        value, gate = self.linear(block + "ff.net.0.proj", self.layer_norm(block + "norm3", h)).chunk(2, -1)
        h = h + self.linear(block + "ff.net.2", value * F.gelu(gate))
        h = h.reshape(n, height, width, c).permute(0, 3, 1, 2)
        return self.conv(name + ".proj_out", h) + x

    def attention(self, name, x, context):
        def heads(t):
            return t.view(t.shape[0], t.shape[1], self.HEADS, -1).transpose(1, 2)

        q, k, v = (heads(self.linear(f"{name}.to_{s}", t)) for s, t in (("q", x), ("k", context), ("v", context)))
        out = F.scaled_dot_product_attention(q, k, v)
        return self.linear(name + ".to_out.0", out.transpose(1, 2).reshape(x.shape))


class Autoencoder(Layers):
    SCALE = 0.18215

    def decode(self, latent):
        h = self.conv("decoder.conv_in", self.conv("post_quant_conv", latent / self.SCALE))
        h = self.middle("decoder.mid", h)
        for level in (3, 2, 1, 0):
            for i in range(3):
                h = self.res_block(f"decoder.up.{level}.block.{i}", h)
            if level:
                h = self.conv(f"decoder.up.{level}.upsample.conv", F.interpolate(h, scale_factor=2, mode="nearest"))
        return self.end("decoder", h)

    def encode(self, picture):
        h = self.conv("encoder.conv_in", picture)
        for level in range(4):
            for i in range(2):
                h = self.res_block(f"encoder.down.{level}.block.{i}", h)
            if level < 3:
                h = self.conv(f"encoder.down.{level}.downsample.conv", F.pad(h, (0, 1, 0, 1)), stride=2, padding=0)
        return self.conv("quant_conv", self.end("encoder", self.middle("encoder.mid", h)))

    def end(self, name, h):
        return self.conv(name + ".conv_out", F.silu(self.group_norm(name + ".norm_out", h, 1e-6)))

    def res_block(self, name, x):
        h = self.conv(name + ".conv1", F.silu(self.group_norm(name + ".norm1", x, 1e-6)))
        h = self.conv(name + ".conv2", F.silu(self.group_norm(name + ".norm2", h, 1e-6)))
        return h + (self.conv(name + ".nin_shortcut", x) if self.has(name + ".nin_shortcut.weight") else x)

    def middle(self, name, h):
        h = self.res_block(name + ".block_1", h)
        n, c, height, width = h.shape
        norm = self.group_norm(name + ".attn_1.norm", h, 1e-6)
        q, k, v = (self.conv(f"{name}.attn_1.{s}", norm).reshape(n, 1, c, -1).transpose(2, 3) for s in "qkv")
        out = F.scaled_dot_product_attention(q, k, v).transpose(2, 3).reshape(n, c, height, width)
        return self.res_block(name + ".block_2", h + self.conv(name + ".attn_1.proj_out", out))


def below(tensors, prefix):
    return {name[len(prefix) :]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}


def channels_last(tensors):
    return {n: t.contiguous(memory_format=torch.channels_last) if t.dim() == 4 else t for n, t in tensors.items()}


def networks(tensors, inputs):
    runs = {}
    for suffix, layout in (("", dict), ("_cl", channels_last)):

        def made(kind, prefix, layout=layout, known={}):
            key = (kind, layout)
            if key not in known:
                known[key] = kind(layout(below(tensors, prefix)))
            return known[key]

        def given(*names, layout=layout):
            return layout({name: inputs[name] for name in names}).values()

        unet, vae = (UNet, "model.diffusion_model."), (Autoencoder, "first_stage_model.")
        runs["unet" + suffix] = lambda made=made, given=given: made(*unet).forward(*given("x", "t", "context"))
        runs["decode" + suffix] = lambda made=made, given=given: made(*vae).decode(*given("latent"))
        runs["encode" + suffix] = lambda made=made, given=given: made(*vae).encode(*given("picture"))
    return runs


def main(path):
    inputs = {}
    runs = networks(read(path), inputs)
    print("PyTorch", torch.__version__, torch.get_num_threads(), "threads", flush=True)
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "give":
            inputs.update(read(rest[0]))
            answer = "taken"
        elif word == "write":
            write(rest[1], runs[rest[0]]())
            answer = "written"
        else:
            start = time.perf_counter()
            runs[word]()
            answer = time.perf_counter() - start
        print(answer, flush=True)


def flops(path):
    from torch.utils.flop_counter import FlopCounterMode

    inputs = {"x": torch.randn(2, 4, 64, 64), "t": torch.tensor([601.0, 601.0]), "context": torch.randn(2, 77, 768)}
    with FlopCounterMode(depth=1) as counter:
        networks(read(path), inputs)["unet"]()
    print(counter.get_total_flops())


if __name__ == "__main__":
    with torch.inference_mode():
        flops(sys.argv[2]) if sys.argv[1] == "--flops" else main(sys.argv[1])
