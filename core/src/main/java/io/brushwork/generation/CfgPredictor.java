package io.brushwork.generation;

import io.brushwork.hypernetwork.EffectRecorder;
import io.brushwork.hypernetwork.HypernetworkChain;
import io.brushwork.hypernetwork.HypernetworkEffect;
import io.brushwork.model.PromptEncoder;
import io.brushwork.model.unet.Conditioning;
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
import org.bytedeco.pytorch.global.torch;

/**
 * The U-Net with classifier-free guidance around it: {@code u + sum_i weight_i * cfgScale * (c_i - u)}, where u is what
 * it predicts for the negative prompt and c_i for the parts of the prompt. Counts its calls, by which prompts and
 * hypernetworks are scheduled. For one run of a sampler.
 */
final class CfgPredictor implements NoisePredictor, AutoCloseable {
    /** Alternating prompts come back to contexts of a few steps ago; many more are not worth the memory. */
    private static final int LEAST_CONTEXTS_KEPT = 4;

    private final UNet unet;
    private final PromptEncoder encoder;
    private final PromptPlan plan;
    private final Guidance guidance;
    private final HypernetworkChain chain;
    private final CallSchedule schedule;
    /** One for each set of networks that was active at some step. */
    private final Map<HypernetworkChain, EffectRecorder> recorders = new LinkedHashMap<>();

    private final Map<Key, PreparedContext> prepared = new LinkedHashMap<>(16, 0.75f, true);
    private int calls;

    /**
     * How a sampler calls it.
     *
     * @param steps that the sampler takes
     * @param callsPerStep of the network, 1 or 2
     * @param noiseLevel of a timestep, as guidance compares it
     */
    record CallSchedule(int steps, int callsPerStep, DoubleUnaryOperator noiseLevel) {
        int calls() {
            return steps * callsPerStep;
        }

        /** The step of a call, from 0; the last one for the further calls that some samplers make. */
        int step(int call) {
            return Math.min(call / callsPerStep, steps - 1);
        }
    }

    CfgPredictor(
            UNet unet,
            PromptEncoder encoder,
            PromptPlan plan,
            Guidance guidance,
            HypernetworkChain chain,
            CallSchedule schedule) {
        this.unet = unet;
        this.encoder = encoder;
        this.plan = plan;
        this.guidance = guidance;
        this.chain = chain;
        this.schedule = schedule;
    }

    /**
     * What each network of the chain did to the contexts when it first acted, in the order of the chain; a network that
     * never acted touched nothing.
     */
    List<HypernetworkEffect> effects() {
        List<HypernetworkEffect> effects = new ArrayList<>();
        chain.links()
                .forEach(link -> effects.add(new HypernetworkEffect(
                        link.network().name(), link.network().id(), link.strength(), List.of())));
        recorders.forEach((acting, recorder) -> {
            List<HypernetworkEffect> seen = recorder.effects();
            int at = 0;
            // Those that act are some of the chain, in its order.
            for (int i = 0; i < effects.size() && at < seen.size(); i++) {
                if (chain.links().get(i).equals(acting.links().get(at))) {
                    if (effects.get(i).sites().isEmpty()) {
                        effects.set(i, seen.get(at));
                    }
                    at++;
                }
            }
        });
        return effects;
    }

    @Override
    public Tensor predict(Tensor x, double timestep) {
        int call = calls++;
        HypernetworkChain acting = chain.at(schedule.step(call), schedule.steps());
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
        List<Conditioning> contexts = new ArrayList<>();
        parts.forEach(part -> contexts.add(encoder.at(part.schedule(), call)));
        boolean skips = guidance.skipsUncond(
                call, schedule.calls(), schedule.noiseLevel().applyAsDouble(timestep));
        // At a scale of 1 the negative prompt cancels out.
        boolean cancels = parts.size() == 1 && parts.get(0).weight() * guidance.cfgScale() == 1;
        boolean alone = skips || cancels;
        if (!alone) {
            contexts.add(encoder.at(plan.negative(), call));
        }
        List<Tensor> predicted = run(x, timestep, contexts, acting);
        List<Guidance.Part> conds = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            conds.add(new Guidance.Part(predicted.get(i), parts.get(i).weight()));
        }
        return alone ? Guidance.combineWithoutUncond(conds) : guidance.combine(predicted.get(parts.size()), conds);
    }

    /** One prediction for each context: in one pass where all have the same length. */
    private List<Tensor> run(Tensor x, double timestep, List<Conditioning> contexts, HypernetworkChain acting) {
        boolean together =
                contexts.stream().mapToLong(Conditioning::tokens).distinct().count() == 1;
        boolean measure = !acting.links().isEmpty() && !recorders.containsKey(acting);
        if (measure) {
            recorders.put(acting, new EffectRecorder(acting));
        }
        List<Tensor> predicted = new ArrayList<>();
        if (!together) {
            contexts.forEach(context -> predicted.add(pass(x, timestep, List.of(context), acting, measure)));
            return predicted;
        }
        Tensor all = pass(x, timestep, contexts, acting, measure);
        for (int i = 0; i < contexts.size(); i++) {
            predicted.add(all.narrow(0, i * x.size(0), x.size(0)));
        }
        return predicted;
    }

    private Tensor pass(
            Tensor x, double timestep, List<Conditioning> contexts, HypernetworkChain acting, boolean measure) {
        Tensor repeated = x.repeat(contexts.size(), 1, 1, 1);
        Tensor timesteps = torch.full(new long[] {repeated.size(0)}, new Scalar((float) timestep));
        EffectRecorder recorder = recorders.get(acting);
        if (measure && recorder != null) {
            // Measured once: the folded form that the other calls use cannot be.
            try (PreparedContext measured = unet.prepare(Conditioning.join(contexts, x.size(0)), recorder)) {
                return unet.forward(repeated, timesteps, measured);
            }
        }
        return unet.forward(repeated, timesteps, prepared(contexts, x.size(0), acting));
    }

    private PreparedContext prepared(List<Conditioning> contexts, long batch, HypernetworkChain acting) {
        Key key = new Key(contexts, acting);
        PreparedContext known = prepared.get(key);
        if (known == null) {
            if (prepared.size() >= Math.max(LEAST_CONTEXTS_KEPT, plan.parts().size() + 1)) {
                Iterator<PreparedContext> oldest = prepared.values().iterator();
                oldest.next().close();
                oldest.remove();
            }
            ContextTransform transform = acting.links().isEmpty() ? ContextTransform.NONE : acting;
            known = unet.prepare(Conditioning.join(contexts, batch), transform);
            prepared.put(key, known);
        }
        return known;
    }

    @Override
    public void close() {
        prepared.values().forEach(PreparedContext::close);
        prepared.clear();
    }

    /** Equal only for the same tensors and the same chain: the encoder and {@link HypernetworkChain#at} see to that. */
    private record Key(List<Conditioning> contexts, HypernetworkChain acting) {}
}
