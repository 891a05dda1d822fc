"""Steps of a small model with a [1, 2, 1] relu hypernetwork in plain eager PyTorch, on one thread.

Reads lines: "give FILE" takes inputs and the hypernetwork's weights, "generate N" and "train N" run N steps and answer with
the processor seconds of one, "write unet FILE" writes what the U-Net predicts. Run by io.brushwork.bench.SmallBench.
"""
import sys
import time

import torch
import torch.nn.functional as F
from eager import below, read, write
from train import Trained

CFG_SCALE = 3.0


class Steps:
    def __init__(self, path):
        self.weights = below(read(path), "model.diffusion_model.")
        self.given = {}

    def give(self, path):
        self.given = read(path)
        widths = sorted({int(name.split(".")[0]) for name in self.given if ".linear." in name})
        self.unet = Trained(self.weights, widths)
        for width, pair in self.unet.modules.items():
            for side, module in zip("kv", pair):
                module.load_state_dict(
                    {name.replace("linear.", "layers."): t for name, t in below(self.given, f"{width}.{side}.").items()}
                )
        self.optimizer = torch.optim.AdamW(self.unet.parameters(), lr=1e-5)

    def unet_result(self):
        with torch.inference_mode():
            return self.unet.forward(self.given["x"], self.given["t"], self.given["context"])

    def generate(self):
        """A step of Euler's method with guidance: prompt and negative prompt in one batch."""
        with torch.inference_mode():
            x, context = self.given["x"][:1], self.given["context"]
            cond, uncond = self.unet.forward(x.repeat(2, 1, 1, 1), self.given["t"], context).chunk(2)
            return x + 0.01 * (uncond + CFG_SCALE * (cond - uncond))

    def train(self):
        latent, context = self.given["x"][:1], self.given["context"][:1]
        noise = torch.randn_like(latent)
        self.optimizer.zero_grad()
        loss = F.mse_loss(self.unet.forward(0.7 * latent + 0.7 * noise, self.given["t"][:1], context), noise)
        loss.backward()
        self.optimizer.step()


def main(path):
    torch.set_num_threads(1)
    steps = Steps(path)
    print("PyTorch", torch.__version__, torch.get_num_threads(), "thread", flush=True)
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "give":
            steps.give(rest[0])
            answer = "taken"
        elif word == "write":
            write(rest[1], steps.unet_result())
            answer = "written"
        else:
            count = int(rest[0])
            begin = time.process_time()
            for _ in range(count):
                getattr(steps, word)()
            answer = (time.process_time() - begin) / count
        print(answer, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
