package io.brushwork.pocket.train;

import io.brushwork.files.ModelFormatException;
import io.brushwork.nn.TensorSource;
import io.brushwork.pocket.net.ClipBlueprint;
import io.brushwork.tensor.Scope;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * A start of the text model in which tokens look at words and away from padding. A caption has five words and seventy ends
 * behind them; with an even start the U-Net sees little of the words for its first thousand steps. Here the first layer's
 * keys of the start and end tokens point against a bias of its queries, so that every position, the ends among them, begins
 * with a mean of the words.
 *
 * @param drawn weights as they are drawn
 * @param vocabulary says where the rows of the start and end tokens are
 */
record WordsFirst(TensorSource drawn, Vocabulary vocabulary) implements TensorSource {
    private static final String LAYER = "cond_stage_model.transformer.text_model.encoder.layers.0.self_attn.";
    private static final String KEYS = LAYER + "k_proj.weight";
    private static final String QUERIES = LAYER + "q_proj.bias";

    /** Length that the start and end tokens have along their direction; that of others is a twelfth of it or less. */
    private static final double MARK = 3;
    /** How much lower their scores are, as a power of e. */
    private static final double AWAY = 5;

    @Override
    public String label() {
        return drawn.label();
    }

    @Override
    public Set<String> names() {
        return drawn.names();
    }

    @Override
    public List<Long> shape(String name) {
        return drawn.shape(name);
    }

    @Override
    public Tensor read(String name) throws ModelFormatException {
        Tensor tensor = drawn.read(name);
        try (NoGradGuard constant = new NoGradGuard()) {
            return switch (name) {
                case ClipBlueprint.TOKENS -> Scope.of(() -> marked(tensor));
                case KEYS ->
                    Scope.of(() -> {
                        long width = tensor.size(0);
                        return tensor.sub(torch.outer(bias(width), mark(width)).mul(new Scalar(Math.sqrt(AWAY))));
                    });
                case QUERIES -> Scope.of(() -> tensor.add(bias(tensor.size(0)).mul(new Scalar(Math.sqrt(AWAY)))));
                default -> tensor;
            };
        }
    }

    private Tensor marked(Tensor table) {
        Tensor rows = torch.zeros(table.size(0));
        for (long row : vocabulary.edges()) {
            rows.select(0, row).fill_(new Scalar(MARK));
        }
        return table.add(torch.outer(rows, mark(table.size(1))));
    }

    /** Of length 1 and mean 0, which layer norm leaves. */
    private static Tensor mark(long width) {
        return signs(width, 1);
    }

    private static Tensor bias(long width) {
        return signs(width, 2);
    }

    private static Tensor signs(long width, long period) {
        float[] values = new float[(int) width];
        for (int i = 0; i < width; i++) {
            values[i] = (float) ((i / period % 2 == 0 ? 1 : -1) / Math.sqrt((double) width));
        }
        return torch.tensor(values);
    }
}
