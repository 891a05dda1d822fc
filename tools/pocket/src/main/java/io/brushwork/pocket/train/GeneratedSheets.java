package io.brushwork.pocket.train;

import io.brushwork.StableDiffusion;
import io.brushwork.catalog.ModelDefaults;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.files.picture.Picture;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.model.Networks;
import io.brushwork.nn.TensorSource;
import io.brushwork.sampling.Prediction;
import io.brushwork.tensor.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Draws fixed prompts through the front door, as a user would. */
final class GeneratedSheets implements BaseTask.Sheets {
    private static final int COLUMNS = 12;
    private static final int STEPS = 20;

    private final TensorSource vae;
    private final Vocabulary vocabulary;
    private final List<String> prompts;
    private final int side;

    GeneratedSheets(TensorSource vae, Vocabulary vocabulary, List<String> prompts, int side) {
        this.vae = vae;
        this.vocabulary = vocabulary;
        this.prompts = List.copyOf(prompts);
        this.side = side;
    }

    @Override
    public void write(Path folder, long step, Parameters averaged) throws IOException {
        TensorSource whole = new WholeCheckpoint(averaged, vae, vocabulary);
        ModelIdentity identity = new ModelIdentity(
                "pocket",
                "",
                "",
                "",
                "",
                new ModelDefaults(OptionalInt.of(side), OptionalDouble.of(BaseTraining.GUIDANCE)));
        List<Picture> pictures = new ArrayList<>();
        try (Networks networks = new Networks(whole, whole, Compute.CPU, Prediction.EPS, false);
                StableDiffusion model = StableDiffusion.withNetworks(networks, identity, List.of())) {
            for (String prompt : prompts) {
                GenerationRequest request =
                        GenerationRequest.of(prompt).steps(STEPS).seed(1).build();
                pictures.add(model.generate(request).images().get(0).picture());
            }
        }
        ContactSheet.of(pictures, COLUMNS).writePng(folder.resolve(String.format("base-%06d.png", step)), Map.of());
    }
}
