/**
 * Pictures, captions and their preparation for the training of hypernetworks. The rules are those of AUTOMATIC1111's web
 * UI (v1.10.1, {@code modules/textual_inversion/dataset.py}); where they are faults, they are not kept, and the class says so.
 *
 * <h2>From a folder to a batch</h2>
 *
 * <pre>{@code
 * PictureFolder folder = PictureFolder.read(Path.of("foxes"));
 * Preparation preparation = new Preparation(Fit.CROP, 512, 512);
 * DataReport.of(folder, preparation, tokenizer).warnings().forEach(System.out::println);
 * Holdout holdout = Holdout.of(folder.pictures(), Holdout.DEFAULT_SHARE);
 *
 * DataCache cache = new DataCache(Path.of("cache"), System.out::println);
 * Tensor moments = cache.moments(
 *         new MomentsKey(picture.sha256(), preparation, vaeIdentity),
 *         () -> vae.moments(preparation.pixels(picture)));
 * Tensor latent = LatentSampling.ONCE.latent(moments, family.latentScale(), seed, index, null);
 * Tensor weights = preparation.lossWeights(picture);
 *
 * for (int[] batch : new BatchOrder(sizes, batchSize, seed).epoch(epoch)) { … }
 * String text = CaptionTemplate.builtIn("subject_filewords.txt")
 *         .draw(picture.caption(), name, TagOptions.NONE, SplitMix.of(seed, draw));
 * }</pre>
 *
 * <ol>
 *   <li>{@link io.brushwork.dataset.PictureFolder} reads a folder: every picture is decoded once, so that what is broken is
 *       known before anything else happens. Pixels are read again when they are asked for, and never those of a file that
 *       changed since.
 *   <li>{@link io.brushwork.dataset.DataReport} says what might spoil the training.
 *   <li>{@link io.brushwork.dataset.Holdout} chooses what is never trained on; {@link io.brushwork.dataset.Fingerprint}
 *       tells later whether the folder is still the same.
 *   <li>{@link io.brushwork.dataset.Preparation} gives each picture its size, and the autoencoder its input; with the alpha
 *       channel it makes the weights of the loss ({@link io.brushwork.dataset.LossWeights}).
 *   <li>{@link io.brushwork.dataset.DataCache} keeps what autoencoder and text model made, from run to run; {@link
 *       io.brushwork.dataset.LatentSampling} draws latents from it.
 *   <li>{@link io.brushwork.dataset.CaptionTemplate} and {@link io.brushwork.dataset.TagOptions} make texts of captions,
 *       {@link io.brushwork.dataset.BatchOrder} makes batches.
 * </ol>
 *
 * <h2>Chance</h2>
 *
 * Everything drawn is a function of a seed and of what is drawn: the order of an epoch, the noise of a picture, the text of
 * a draw. A run that is taken up again needs no saved generator. {@link io.brushwork.dataset.SplitMix} is written out here,
 * so that a seed means the same on every Java.
 *
 * <h2>Look-alikes and blur</h2>
 *
 * Two pictures look alike where their perceptual hashes (which of the 64 lowest frequencies of brightness at 32x32 lie above
 * their median) differ in at most 8 bits, and their thumbnails (16x16, in colour) by at most 12 of 255 levels, root of the
 * mean square. A picture is called blurred where the variance of the Laplacian of its brightness, at the size that is
 * trained at, is less than 30. Both limits were set by measurement, which {@code DataSurvey} records. They lead to warnings
 * and to nothing else.
 *
 * <h2>Memory</h2>
 *
 * Tensors given are float32 on the processor and in the caller's {@link io.brushwork.tensor.Scope}. Nothing is logged:
 * notices and warnings are values, or go to a listener.
 */
@NullMarked
package io.brushwork.dataset;

import org.jspecify.annotations.NullMarked;
