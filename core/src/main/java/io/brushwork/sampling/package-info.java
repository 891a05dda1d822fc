/**
 * Turns noise into latents: noise levels, denoisers and samplers, in the notation of Karras et al.
 * (<a href="https://arxiv.org/abs/2206.00364">arXiv:2206.00364</a>), with the names and the numbers of A1111.
 *
 * <p>The noise level is {@code sigma}; a latent at that level is {@code x = clean + sigma * noise}. A {@link
 * io.brushwork.sampling.Denoiser} predicts the clean latent from {@code x} and {@code sigma}, and a sampler calls it while
 * it walks down the levels of a {@link io.brushwork.sampling.Schedule}. A network knows timesteps instead: {@link
 * io.brushwork.sampling.DiscreteDenoiser} makes a denoiser of it by its {@link io.brushwork.sampling.NoiseSchedule}, and
 * nothing above sees timesteps. (DDIM, PLMS and UniPC walk over timesteps as A1111 does; the same class serves them.)
 *
 * <p>A whole run:
 *
 * <pre>{@code
 * NoiseSchedule schedule = NoiseSchedule.stableDiffusion();           // or ofAlphasCumprod(the checkpoint's)
 * DiscreteDenoiser model = new DiscreteDenoiser(guidedUnet, Prediction.EPS, schedule);
 * SamplingPlan plan = SamplingPlan.fromNoise(SamplerChoice.of("DPM++ 2M Karras"), 20, schedule);
 * try (ImageNoise noise = new ImageNoise(Noise.CPU, Seeds.of(1234), 0, batchSize, latent)) {
 *     Tensor latent = plan.sample(model, plan.start(noise.next()), noise, StepListener.NONE);
 * }
 * }</pre>
 *
 * {@code guidedUnet} is a {@link io.brushwork.sampling.NoisePredictor}: it runs the U-Net on the prompt's and the negative
 * prompt's conditioning and joins the answers by {@link io.brushwork.sampling.Guidance}. img2img and hires fix differ in
 * the plan ({@link io.brushwork.sampling.SamplingPlan#fromLatent}, {@code fromLatentExactly}) and in its start. A {@link
 * io.brushwork.sampling.StepListener} hears of each step, and stops the run by throwing {@code CancellationException}.
 *
 * <p>Noise: each picture of a batch has a generator of its own, so that it is the same alone and in any batch. The first
 * draw starts the picture, later draws are the samplers'; the order and the number of draws are part of what a seed means,
 * and those of k-diffusion. The DPM++ SDE family asks a Brownian path instead.
 *
 * <p>Inside: one method for each sampler, a pure function of a {@code SamplerRun} (or {@code TimestepRun}): {@code
 * EulerSamplers}, {@code SinglestepSamplers}, {@code MultistepSamplers}, {@code DpmSolver}, {@code RestartSampler}, {@code
 * TimestepSamplers}, {@code UniPc}. What a step makes is freed at its end ({@code Step}); what later steps need is handed
 * on in a {@code History}. Coefficients are float64, latents have the type of the start.
 *
 * <p>Every schedule and sampler is checked against recorded values, most samplers also by their order of convergence.
 * {@code docs/numerics.md} says what equals A1111 and what does not.
 */
@NullMarked
package io.brushwork.sampling;

import org.jspecify.annotations.NullMarked;
