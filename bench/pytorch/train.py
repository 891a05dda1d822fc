"""The training of a [1, 2, 1] relu hypernetwork on SD 1.5's U-Net in plain eager PyTorch: one step for each line read,
answered with its seconds. Run by io.brushwork.bench.TrainBench.

The U-Net is frozen, batch 1 at 512x512, AdamW, as Brushwork's trainer does it.
"""
import sys
import time

import torch
import torch.nn.functional as F
from eager import UNet, below, read

WIDTHS = (768, 320, 640, 1280)


class Module(torch.nn.Module):
    def __init__(self, width):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Linear(width, 2 * width), torch.nn.ReLU(), torch.nn.Linear(2 * width, width)
        )
        for layer in (self.layers[0], self.layers[2]):
            torch.nn.init.normal_(layer.weight, std=0.01)
            torch.nn.init.zeros_(layer.bias)

    def forward(self, x):
        return x + self.layers(x)


class Trained(UNet):
    """The U-Net with a hypernetwork before its keys and values."""

    def __init__(self, weights, widths=WIDTHS):
        super().__init__(weights)
        self.modules = {width: (Module(width), Module(width)) for width in widths}

    def parameters(self):
        return [p for pair in self.modules.values() for module in pair for p in module.parameters()]

    def attention(self, name, x, context):
        key, value = self.modules[context.shape[-1]]

        def heads(t):
            return t.view(t.shape[0], t.shape[1], self.HEADS, -1).transpose(1, 2)

        q = heads(self.linear(name + ".to_q", x))
        k = heads(self.linear(name + ".to_k", key(context)))
        v = heads(self.linear(name + ".to_v", value(context)))
        out = F.scaled_dot_product_attention(q, k, v)
        return self.linear(name + ".to_out.0", out.transpose(1, 2).reshape(x.shape))


def main(path):
    unet = Trained(below(read(path), "model.diffusion_model."))
    parameters = unet.parameters()
    optimizer = torch.optim.AdamW(parameters, lr=1e-5)
    latent = torch.randn(1, 4, 64, 64)
    context = torch.randn(1, 77, 768)
    print("PyTorch", torch.__version__, torch.get_num_threads(), "threads", flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        noise = torch.randn_like(latent)
        optimizer.zero_grad()
        loss = F.mse_loss(unet.forward(0.7 * latent + 0.7 * noise, torch.tensor([601.0]), context), noise)
        loss.backward()
        optimizer.step()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
