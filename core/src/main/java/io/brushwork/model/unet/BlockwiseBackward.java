package io.brushwork.model.unet;

import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorArrayRefOptional;

/**
 * A computation in blocks that is differentiated block by block (gradient checkpointing; Chen et al., arXiv:1604.06174).
 * Going forward it remembers what went into each block. Going back it runs each block once more, this time with autograd,
 * whose graph is gone before the next block's is made. Gradients of leaves inside the blocks gather in the leaves.
 */
final class BlockwiseBackward {
    private final List<Block> blocks = new ArrayList<>();

    private record Block(Function<List<Tensor>, Tensor> body, List<Tensor> inputs, Tensor output) {}

    /** Runs a block; its inputs are outputs of earlier ones, or constants. Call it where no gradients are recorded. */
    Tensor run(Function<List<Tensor>, Tensor> body, Tensor... inputs) {
        List<Tensor> taken = List.of(inputs);
        Tensor output = body.apply(taken);
        blocks.add(new Block(body, taken, output));
        return output;
    }

    /** @param gradient of the loss by the last block's output */
    void backward(Tensor gradient) {
        Map<Tensor, Tensor> gradients = new HashMap<>();
        gradients.put(blocks.get(blocks.size() - 1).output(), gradient);
        for (int i = blocks.size() - 1; i >= 0; i--) {
            Block block = blocks.get(i);
            Tensor known = gradients.remove(block.output());
            if (known == null) {
                throw new IllegalStateException("a block whose output nothing uses");
            }
            List<Tensor> back = backward(block, known, i > 0);
            for (int j = 0; j < back.size(); j++) {
                // A map that two blocks take gets the sum.
                gradients.merge(block.inputs().get(j), back.get(j), Tensor::add_);
            }
        }
    }

    /** The loss's gradients by the block's inputs. */
    private static List<Tensor> backward(Block block, Tensor gradient, boolean wanted) {
        try (Scope scope = new Scope()) {
            List<Tensor> leaves = block.inputs().stream()
                    .map(input -> input.detach().requires_grad_(wanted))
                    .toList();
            Tensor output = block.body().apply(leaves);
            // Nothing in the first block may learn.
            if (output.requires_grad()) {
                output.backward(gradient.to(output), new BoolOptional(), false, new TensorArrayRefOptional());
            }
            return wanted
                    ? leaves.stream()
                            .map(leaf -> scope.keep(new Tensor(leaf.grad())))
                            .toList()
                    : List.of();
        }
    }
}
