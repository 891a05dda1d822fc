package io.brushwork;

import io.brushwork.hypernetwork.EffectRecorder;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.model.unet.PreparedContext;
import io.brushwork.model.unet.UNet;
import io.brushwork.nn.ContextTransform;
import io.brushwork.sampling.Guidance;
import io.brushwork.sampling.NoisePredictor;
import io.brushwork.tensor.Scope;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/**
 * The U-Net with classifier-free guidance around it: {@code u + sum_i weight_i * cfgScale * (c_i - u)}, where u is what
 * it predicts for the negative prompt and c_i for the parts of the prompt. Counts its calls, by which prompts and
 * hypernetworks are scheduled. For one run of a sampler.
 */
final class GuidedNetwork implements NoisePredictor, AutoCloseable {
    /** Alternating prompts come back to contexts of a few steps ago; more than this is not worth the memory. */
    private static final int CONTEXTS_KEPT = 4;

    private final UNet unet;
    private final PromptEncoder encoder;
    private final PromptPlan plan;
    private final Guidance guidance;
    private final DoubleUnaryOperator noiseLevel;
    private final HypernetworkChain chain;
    /** One for each set of networks that was active at some step. */
    private final Map<HypernetworkChain, EffectRecorder> recorders = new LinkedHashMap<>();

    private final Map<Key, PreparedContext> prepared = new LinkedHashMap<>(16, 0.75f, true);
    private int calls;

    /** @param noiseLevel of a timestep, as guidance compares it */
    GuidedNetwork(
            UNet unet,
            PromptEncoder encoder,
            PromptPlan plan,
            Guidance guidance,
            DoubleUnaryOperator noiseLevel,
            HypernetworkChain chain) {
        this.unet = unet;
        this.encoder = encoder;
        this.plan = plan;
        this.guidance = guidance;
        this.noiseLevel = noiseLevel;
        this.chain = chain;
    }

    /** How the networks changed the contexts when each set of them first acted; none where no network acts. */
    List<HypernetworkEffect> effects() {
        return recorders.values().stream()
                .flatMap(recorder -> recorder.effects().stream())
                .toList();
    }

    @Override
    public Tensor predict(Tensor x, double timestep) {
        int call = calls++;
        HypernetworkChain acting = chain.at(Math.min(call, plan.calls() - 1), plan.calls());
        return Scope.of(() -> {
            Tensor guided = guide(x, timestep, call, acting);
            if (guided.isnan().any().item_bool()) {
                throw new ArithmeticException("the U-Net gave values that are not numbers (NaN) at call " + (call + 1)
                        + ": try float32, a lower hypernetwork strength, or another checkpoint");
            }
            return guided;
        });
    }

    private Tensor guide(Tensor x, double timestep, int call, HypernetworkChain acting) {
        List<PromptPlan.Part> parts = plan.parts();
        List<String> texts = new ArrayList<>();
        parts.forEach(part -> texts.add(part.at(call)));
        boolean skips = guidance.skipsUncond(call, plan.calls(), noiseLevel.applyAsDouble(timestep));
        // At a scale of 1 the negative prompt cancels out.
        boolean cancels = parts.size() == 1 && parts.get(0).weight() * guidance.cfgScale() == 1;
        boolean alone = skips || cancels;
        if (!alone) {
            texts.add(plan.negativeAt(call));
        }
        List<Tensor> predicted = run(x, timestep, texts, acting);
        List<Guidance.Part> conds = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            conds.add(new Guidance.Part(predicted.get(i), parts.get(i).weight()));
        }
        return alone ? Guidance.combineWithoutUncond(conds) : guidance.combine(predicted.get(parts.size()), conds);
    }

    /** One prediction for each text: in one pass where all contexts have the same length. */
    private List<Tensor> run(Tensor x, double timestep, List<String> texts, HypernetworkChain acting) {
        boolean together = texts.stream()
                        .mapToLong(t -> encoder.encode(t).size(1))
                        .distinct()
                        .count()
                == 1;
        boolean measure = !acting.links().isEmpty() && !recorders.containsKey(acting);
        if (measure) {
            recorders.put(acting, new EffectRecorder(acting));
        }
        List<Tensor> predicted = new ArrayList<>();
        if (!together) {
            texts.forEach(text -> predicted.add(pass(x, timestep, List.of(text), acting, measure)));
            return predicted;
        }
        Tensor all = pass(x, timestep, texts, acting, measure);
        for (int i = 0; i < texts.size(); i++) {
            predicted.add(all.narrow(0, i * x.size(0), x.size(0)));
        }
        return predicted;
    }

    private Tensor pass(Tensor x, double timestep, List<String> texts, HypernetworkChain acting, boolean measure) {
        Tensor repeated = x.repeat(texts.size(), 1, 1, 1);
        Tensor timesteps = torch.full(new long[] {repeated.size(0)}, new Scalar((float) timestep));
        EffectRecorder recorder = recorders.get(acting);
        if (measure && recorder != null) {
            // Measured once: the folded form that the other calls use cannot be.
            try (PreparedContext measured = unet.prepare(context(texts, x.size(0)), recorder)) {
                return unet.forward(repeated, timesteps, measured);
            }
        }
        return unet.forward(repeated, timesteps, context(texts, x.size(0), acting));
    }

    private PreparedContext context(List<String> texts, long batch, HypernetworkChain acting) {
        Key key = new Key(texts, acting);
        PreparedContext known = prepared.get(key);
        if (known == null) {
            if (prepared.size() == CONTEXTS_KEPT) {
                Iterator<PreparedContext> oldest = prepared.values().iterator();
                oldest.next().close();
                oldest.remove();
            }
            ContextTransform transform = acting.links().isEmpty() ? ContextTransform.NONE : acting;
            known = unet.prepare(context(texts, batch), transform);
            prepared.put(key, known);
        }
        return known;
    }

    /** The contexts of the texts, each as often as there are pictures: [texts * batch, tokens, width]. */
    private Tensor context(List<String> texts, long batch) {
        TensorVector rows = new TensorVector();
        for (String text : texts) {
            rows.push_back(encoder.encode(text).expand(batch, -1, -1));
        }
        return torch.cat(rows, 0);
    }

    @Override
    public void close() {
        prepared.values().forEach(PreparedContext::close);
        prepared.clear();
    }

    /** Chains are equal only where they are the same: {@link HypernetworkChain#at} sees to that. */
    private record Key(List<String> texts, HypernetworkChain acting) {}
}
