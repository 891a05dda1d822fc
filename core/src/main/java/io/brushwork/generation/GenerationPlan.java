package io.brushwork.generation;

import io.brushwork.base.Check;
import io.brushwork.base.OptionException;
import io.brushwork.base.Size;
import io.brushwork.catalog.ModelIdentity;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkTag;
import io.brushwork.hypernetwork.Strength;
import io.brushwork.model.ModelFamily;
import io.brushwork.model.Networks;
import io.brushwork.sampling.SamplerChoice;
import io.brushwork.sampling.SamplingPlan;
import io.brushwork.sampling.Seeds;
import io.brushwork.text.ExtraNetworkTags;
import io.brushwork.text.PromptComments;
import io.brushwork.text.PromptSchedule;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A job in which nothing is open any more: sizes, guidance and seeds are settled, prompts are parsed, hypernetworks found
 * and loaded, noise levels chosen. Borrows the hypernetworks; they stay open while it is run.
 *
 * @param request settled: it makes the same pictures again
 * @param model that draws, as infotext names it
 * @param first pass, from noise or from an init image
 * @param second pass, of hires fix; null without
 */
public record GenerationPlan(
        GenerationRequest request,
        ModelIdentity model,
        Pass first,
        @Nullable Pass second) {
    /**
     * One run of the sampler.
     *
     * @param sampling its noise levels
     * @param prompts without tags
     * @param chain the hypernetworks of the prompt's tags
     * @param size of the pictures
     * @param ownPrompt whether its prompt is not that of the pass before
     */
    public record Pass(
            SamplingPlan sampling, PromptPlan prompts, HypernetworkChain chain, Size size, boolean ownPrompt) {}

    /**
     * Plans a job.
     *
     * @param hypernetworks finds and loads what tags name
     * @param notices hears what the user should know
     * @throws OptionException where the model cannot do what is asked: more clip skip than layers, a size too large
     * @throws IllegalArgumentException for an unknown or ambiguous hypernetwork, or one that does not fit
     */
    public static GenerationPlan of(
            GenerationRequest request,
            Networks networks,
            ModelIdentity model,
            HypernetworkCache hypernetworks,
            Consumer<String> notices)
            throws IOException {
        GenerationRequest settled = settled(request, networks, model);
        Passes passes = new Passes(settled, networks, model, hypernetworks, notices);
        HiresFix hires = settled.hires();
        return new GenerationPlan(settled, model, passes.first(), hires == null ? null : passes.second(hires));
    }

    /** Steps of all passes of all batches. */
    int steps() {
        return request.batchCount()
                * (first.sampling().steps()
                        + (second == null ? 0 : second.sampling().steps()));
    }

    /** Short hashes of the hypernetworks by the names that the prompts give them. */
    Map<String, String> hypernetHashes() {
        Map<String, String> hashes = new LinkedHashMap<>();
        for (Pass pass : second == null ? List.of(first) : List.of(first, second)) {
            pass.chain()
                    .links()
                    .forEach(link -> hashes.put(link.name(), link.network().id().shortHash()));
        }
        return hashes;
    }

    /** The request without comments, and with what was left to the model (sizes, guidance) or to chance (seeds). */
    static GenerationRequest settled(GenerationRequest request, Networks networks, ModelIdentity model)
            throws IOException {
        int layers = networks.clip().layers();
        Check.that(
                request.clipSkip() <= layers,
                "clipSkip",
                "1 to " + layers + ", the layers of this model's text tower",
                request.clipSkip());
        Size size = size(request, networks, model);
        double cfgScale = request.guidance().cfgScale() == GenerationRequest.CFG_SCALE_OF_MODEL
                ? model.defaults().settledCfgScale()
                : request.guidance().cfgScale();
        SecureRandom chance = new SecureRandom();
        HiresFix hires = request.hires();
        HiresFix settledHires = hires == null
                ? null
                : hires.withPrompts(PromptComments.strip(hires.prompt()), PromptComments.strip(hires.negativePrompt()));
        if (settledHires != null) {
            Size target = settledHires.target(size);
            Check.that(
                    Size.isSide(target.width()) && Size.isSide(target.height()),
                    "hires",
                    "a result of at most " + Size.LARGEST_SIDE + " pixels a side",
                    target);
        }
        return request.with(r -> r.size(size.width(), size.height())
                .cfgScale(cfgScale)
                .prompt(PromptComments.strip(request.prompt()))
                .negativePrompt(PromptComments.strip(request.negativePrompt()))
                .hires(settledHires)
                .seed(Seeds.chosen(request.seed(), chance))
                .variation(Seeds.chosen(request.subseed(), chance), request.subseedStrength()));
    }

    private static Size size(GenerationRequest request, Networks networks, ModelIdentity model) {
        InitImage init = request.init();
        if (init != null && request.width() == 0 && request.height() == 0) {
            return new Size(grid(init.picture().width()), grid(init.picture().height()));
        }
        int side = model.defaults().side().orElse(networks.nativeSide());
        return new Size(request.width() == 0 ? side : request.width(), request.height() == 0 ? side : request.height());
    }

    /** A side of an init image that a request may have, cut down to whole places of the latent. */
    private static int grid(int pixels) {
        int place = ModelFamily.PIXELS_PER_PLACE;
        return Math.max(Size.SMALLEST_SIDE, pixels / place * place);
    }

    /** Makes the passes of one settled request. */
    private record Passes(
            GenerationRequest request,
            Networks networks,
            ModelIdentity model,
            HypernetworkCache hypernetworks,
            Consumer<String> notices) {
        Pass first() throws IOException {
            SamplingPlan sampling = fromNoiseOrInit();
            return pass(
                    sampling,
                    request.prompt(),
                    request.negativePrompt(),
                    calls(),
                    PromptSchedule.Timing.FIRST_PASS,
                    new Size(request.width(), request.height()),
                    true);
        }

        /** Over all steps, also where an init image takes the last of them only: A1111 does so. */
        private int calls() {
            return request.sampler().sampler().modelCalls(request.steps());
        }

        private SamplingPlan fromNoiseOrInit() {
            InitImage init = request.init();
            return init == null
                    ? SamplingPlan.fromNoise(
                            request.sampler(),
                            request.steps(),
                            networks.schedule(),
                            request.samplerOptions(),
                            request.scheduleOptions())
                    : SamplingPlan.fromLatent(
                            request.sampler(),
                            request.steps(),
                            init.denoisingStrength(),
                            networks.schedule(),
                            request.samplerOptions(),
                            request.scheduleOptions());
        }

        Pass second(HiresFix hires) throws IOException {
            SamplerChoice sampler = hires.sampler();
            SamplingPlan sampling = SamplingPlan.fromLatentExactly(
                    sampler == null ? request.sampler() : sampler,
                    hires.steps() == 0 ? request.steps() : hires.steps(),
                    hires.denoisingStrength(),
                    networks.schedule(),
                    request.samplerOptions(),
                    request.scheduleOptions());
            return pass(
                    sampling,
                    hires.prompt().isEmpty() ? request.prompt() : hires.prompt(),
                    hires.negativePrompt().isEmpty() ? request.negativePrompt() : hires.negativePrompt(),
                    sampling.sampler().modelCalls(sampling.steps()),
                    PromptSchedule.Timing.hires(calls()),
                    hires.target(new Size(request.width(), request.height())),
                    !hires.prompt().isEmpty());
        }

        private Pass pass(
                SamplingPlan sampling,
                String prompt,
                String negativePrompt,
                int calls,
                PromptSchedule.Timing timing,
                Size size,
                boolean ownPrompt)
                throws IOException {
            ExtraNetworkTags parsed = ExtraNetworkTags.parse(prompt);
            List<HypernetworkTag> tags = HypernetworkTag.of(parsed);
            parsed.except(Set.of(HypernetworkTag.TYPE))
                    .forEach(tag -> notices.accept(
                            tag.source() + " was left out: networks of the type " + tag.type() + " are not supported"));
            tags.forEach(this::checkBlocks);
            HypernetworkChain chain =
                    hypernetworks.chain(request.hypernetworks(), tags, networks.widths(), model.shortHashes(), notices);
            return new Pass(
                    sampling, PromptPlan.of(parsed.text(), negativePrompt, calls, timing), chain, size, ownPrompt);
        }

        private void checkBlocks(HypernetworkTag tag) {
            for (Strength.Block block : tag.strength().blocks().keySet()) {
                boolean exists = networks.sites().stream()
                        .anyMatch(site -> site.part() == block.part() && site.block() == block.number());
                if (!exists) {
                    notices.accept(tag.source() + ": this model has no attention in block "
                            + block.part().name().toLowerCase(Locale.ROOT) + block.number());
                }
            }
        }
    }
}
