package io.brushwork.pocket.train;

import static org.assertj.core.api.Assertions.assertThat;

import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.nn.TensorSource;
import io.brushwork.nn.Weights;
import io.brushwork.pocket.net.Blueprint;
import io.brushwork.pocket.net.ClipBlueprint;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.util.List;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.junit.jupiter.api.Test;

class WordsFirstTest {
    private static final int WIDTH = 96;
    /** Positions far behind the words of any caption. */
    private static final int PADDING = 60;

    @Test
    void paddingTellsCaptionsApartFromTheStart() throws Exception {
        LibTorch.load();
        Vocabulary vocabulary = Vocabulary.of(List.of("a red apple", "a green boat"));
        Blueprint blueprint = new Blueprint();
        new ClipBlueprint(vocabulary.size(), WIDTH, 2).addTo(blueprint);
        try (Scope scope = new Scope();
                NoGradGuard constant = new NoGradGuard();
                Parameters drawn = new Parameters(blueprint, Parameters.draw(blueprint, 1), false)) {
            double before = difference(drawn, vocabulary);
            double after = difference(new WordsFirst(drawn, vocabulary), vocabulary);
            assertThat(after).isGreaterThan(5 * before);
        }
    }

    /** Mean square of how much the contexts of two captions differ in their padding. */
    private static double difference(TensorSource source, Vocabulary vocabulary) throws Exception {
        try (Weights weights = Weights.of(source, Compute.CPU)) {
            ClipTextModel clip = ClipTextModel.of(weights.at("cond_stage_model"), false);
            Tensor red =
                    clip.encode(torch.tensor(vocabulary.chunk("a red apple")).unsqueeze(0), 1);
            Tensor green =
                    clip.encode(torch.tensor(vocabulary.chunk("a green boat")).unsqueeze(0), 1);
            return red.sub(green)
                    .narrow(1, ClipBlueprint.LENGTH - PADDING, PADDING)
                    .square()
                    .mean()
                    .item_double();
        }
    }
}
