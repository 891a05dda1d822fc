package io.brushwork.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.brushwork.base.OptionException;
import io.brushwork.catalog.ModelDefaults;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.dataset.Fit;
import io.brushwork.generation.GenerationRequest;
import io.brushwork.sampling.SamplerChoice;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingOptionsTest {
    private static final TrainingOptions OPTIONS =
            TrainingOptions.of(Path.of("oil.pt"), Path.of("model.safetensors"), Path.of("pictures"));

    /** Each is refused when the options are made: there is no model, no folder and no run here. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            hypernetwork               | "a:b.pt"           | a name without : < >, which no prompt can name
            hypernetwork               | "<oil>.pt"         | a name without : < >, which no prompt can name
            model.clipSkip             | 99                 | 1 to 12
            model.clipSkip             | 0                  | 1 to 12
            model.device               | "toaster"          | cpu or cuda
            model.dtype                | "fp3"              | fp32, fp16 or bf16
            model.prediction           | "x"                | one of eps, v
            data.width                 | 13                 | 0 for the model's own, or 64 to 2048 in steps of 8
            data.width                 | 4096               | 0 for the model's own, or 64 to 2048 in steps of 8
            data.height                | 8000000            | 0 for the model's own, or 64 to 2048 in steps of 8
            data.fit                   | "squeeze"          | one of stretch, crop, vary
            data.template              | ""                 | a file, or the name of one that is built in
            data.tagDropout            | 1.5                | 0 to 1
            data.latentSampling        | "sometimes"        | one of once, deterministic, random
            data.filenameWordRegex     | "("                | a regular expression
            optimization.steps         | 0                  | 1 to 1000000000
            optimization.steps         | 9000000000         | 1 to 1000000000
            optimization.learnRate     | "fast"             | a number or a schedule such as
            optimization.learnRate     | "NaN"              | a number or a schedule such as
            optimization.learnRate     | "1e300"            | a number or a schedule such as
            optimization.learnRate     | "1e-5:10,1e-6:5"   | a number or a schedule such as
            optimization.clipMode      | "hard"             | one of disabled, value, norm
            optimization.clipValue     | "-1"               | a number or a schedule such as
            optimization.batchSize     | 0                  | 1 to 10000
            optimization.batchSize     | 2000000000         | 1 to 10000
            optimization.gradientSteps | 2000000000         | 1 to 10000
            optimization.weightDecay   | 1.01               | 0 to 1
            optimization.minSnrGamma   | 1e9                | 0 to 1000
            optimization.noiseOffset   | -0.1               | 0 to 1
            optimization.strength      | "11"               | a number above 0 and at most 10
            saving.every               | -1                 | 0 to 1000000000
            saving.csvEvery            | 0                  | 1 to 1000000000
            preview.every              | 2000000000         | 0 to 1000000000
            preview.prompts            | "a cat"            | a list of texts
            preview.steps              | 151                | 1 to 150
            preview.sampler            | "no such sampler"  | one of DPM++ 2M
            preview.cfgScale           | 101                | 0 to 100, or -1 for the model's own
            preview.seed               | -1                 | 0 or more
            preview.width              | 13                 | 0 for that of training, or a multiple of 8, 64 to 8192
            preview.height             | 8000000            | 0 for that of training, or a multiple of 8, 64 to 8192
            guard.holdout              | 1                  | 0 for none, or 2 to 1000000
            guard.holdoutEvery         | -1                 | 0 to 1000000000
            guard.restarts             | 1001               | 0 to 1000
            guard.lowerRate            | "yes"              | true or false
            seed                       | -2                 | -1 for one at random, or 0 or more
            """)
    void whatNoRunCanHaveIsRefused(String field, String json, String expected) {
        assertThatThrownBy(() -> TrainingSettingsTest.changed(OPTIONS, field, json))
                .asInstanceOf(type(OptionException.class))
                .satisfies(refused -> {
                    assertThat(refused.field()).isEqualTo(field);
                    assertThat(refused.expected()).startsWith(expected);
                });
    }

    @Test
    void numbersThatAreNoneAreRefused() {
        refused("data.tagDropout", o -> o.data(d -> d.tagDropout(Double.NaN)));
        refused("optimization.weightDecay", o -> o.optimization(p -> p.weightDecay(Double.NaN)));
        refused("optimization.minSnrGamma", o -> o.optimization(p -> p.minSnrGamma(Double.NaN)));
        refused("optimization.noiseOffset", o -> o.optimization(p -> p.noiseOffset(Double.POSITIVE_INFINITY)));
        refused("preview.cfgScale", o -> o.preview(p -> p.cfgScale(Double.NaN)));
        refused("strength", o -> o.optimization(p -> p.strength(new StrengthRange(1, Double.NaN))));
    }

    @Test
    void wordsOfJavaAreRefusedByTheSameNames() {
        refused("optimization.learnRate", o -> o.optimization(p -> p.learnRate("fast")));
        refused("optimization.clipValue", o -> o.optimization(p -> p.clipValue("slow")));
        refused("model.device", o -> o.model(m -> m.device("toaster")));
        refused("model.dtype", o -> o.model(m -> m.dtype("fp3")));
        refused("preview.width", o -> o.preview(p -> p.size(13, 13)));
        refused("preview.prompts", o -> o.preview(p -> p.prompts("a".repeat(200_001))));
        refused("preview.negativePrompt", o -> o.preview(p -> p.negativePrompt("a".repeat(200_001))));
        refused("hypernetwork", o -> o.with(c -> c.hypernetwork(Path.of("a:b.pt"))));
    }

    private static void refused(String field, UnaryOperator<TrainingOptions> change) {
        assertThatThrownBy(() -> change.apply(OPTIONS))
                .asInstanceOf(type(OptionException.class))
                .extracting(OptionException::field)
                .isEqualTo(field);
    }

    @Test
    void whatIsNotNamedStays() {
        TrainingOptions changed =
                OPTIONS.optimization(o -> o.batchSize(4).checkpointing(true)).data(d -> d.fit(Fit.CROP));
        assertThat(changed.optimization().batchSize()).isEqualTo(4);
        assertThat(changed.optimization().checkpointing()).isTrue();
        assertThat(changed.data().fit()).isEqualTo(Fit.CROP);
        assertThat(changed.optimization(o -> o.batchSize(1).checkpointing(false))
                        .data(d -> d.fit(Fit.STRETCH)))
                .isEqualTo(OPTIONS);
    }

    @Test
    void whatIsLeftOpenIsSettledByModelAndMachine() {
        TrainingOptions small = OPTIONS.settled(
                identity(Map.of("brushwork.native_size", "64", "brushwork.cfg_scale", "2.5")), 8_000_000_000L);
        assertThat(small.data().width()).isEqualTo(64);
        assertThat(small.data().height()).isEqualTo(64);
        assertThat(small.preview().cfgScale()).isEqualTo(2.5);
        assertThat(small.model().packing()).isFalse();
        assertThat(small.hypernetwork()).isAbsolute();
        assertThat(small.data().folder()).isAbsolute();
        assertThat(small.data().template()).isEqualTo("hypernetwork.txt");
        assertThat(small.saving().runs()).isAbsolute();
        TrainingOptions large = OPTIONS.settled(identity(Map.of()), 64_000_000_000L);
        assertThat(large.data().width()).isEqualTo(512);
        assertThat(large.preview().cfgScale()).isEqualTo(7);
        assertThat(large.model().packing()).isTrue();
    }

    @Test
    void whatIsSetWinsAndARunKeepsWhatItRecorded() {
        ModelIdentity identity = identity(Map.of("brushwork.native_size", "64", "brushwork.cfg_scale", "2.5"));
        TrainingOptions set =
                OPTIONS.data(d -> d.height(128)).preview(p -> p.cfgScale(4)).model(m -> m.packing(true));
        TrainingOptions settled = set.settled(identity, 0);
        assertThat(settled.data().width()).isEqualTo(64);
        assertThat(settled.data().height()).isEqualTo(128);
        assertThat(settled.preview().cfgScale()).isEqualTo(4);
        assertThat(settled.model().packing()).isTrue();
        TrainingOptions resumed = OPTIONS.following(settled.withSeed(5)).settled(identity(Map.of()), 0);
        assertThat(resumed).isEqualTo(settled.withSeed(5));
    }

    private static ModelIdentity identity(Map<String, String> metadata) {
        return new ModelIdentity("model", "", "", "", "", ModelDefaults.of(metadata));
    }

    @Test
    void previewsAskForWhatARequestAsks() {
        GenerationRequest request = GenerationRequest.of("a cat <hypernet:oil:0.8>")
                .negativePrompt("blur")
                .size(128, 64)
                .steps(12)
                .sampler(SamplerChoice.of("Euler"))
                .cfgScale(5)
                .build();
        assertThat(TrainingOptions.Preview.of(request))
                .isEqualTo(new TrainingOptions.Preview(
                        500, List.of("a cat"), "blur", 12, SamplerChoice.of("Euler"), 5, 1, 128, 64));
    }

    @Test
    void rowsAreTheFieldsOnce() {
        assertThat(TrainingOptionTable.ALL).extracting(TrainingOption::path).doesNotHaveDuplicates();
        int fields = Stream.of(
                        TrainingOptions.Model.class,
                        TrainingOptions.Data.class,
                        TrainingOptions.Optimization.class,
                        TrainingOptions.Saving.class,
                        TrainingOptions.Preview.class,
                        TrainingOptions.Guard.class)
                .mapToInt(part -> part.getRecordComponents().length)
                .sum();
        // Compute is two rows; the network and the seed are in no part.
        assertThat(TrainingOptionTable.ALL).hasSize(fields + 1 + 2);
    }
}
