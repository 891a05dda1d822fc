/**
 * What a prompt means: from the text that a user types to the tokens that the text model reads. Nothing here knows tensors
 * or networks; of Brushwork only {@code base} is used.
 *
 * <p>A prompt passes these stages, in this order, and each is a pure function:
 *
 * <ol>
 *   <li>{@link io.brushwork.text.ComposablePrompt} splits a positive prompt at AND into parts with weights.
 *   <li>{@link io.brushwork.text.PromptSchedule} resolves editing {@code [from:to:when]} and alternation {@code [a|b]}
 *       of each part into a list of texts, each with the last step it is in force.
 *   <li>{@link io.brushwork.text.PromptAttention} reads the attention brackets of each text into weighted pieces.
 *   <li>{@link io.brushwork.text.ClipTokenizer} cleans a piece ({@link io.brushwork.text.TextCleaning}) and turns it into
 *       byte-pair tokens.
 *   <li>{@link io.brushwork.text.PromptChunker} does the last two for a whole text and fills chunks of 75 tokens;
 *       {@link io.brushwork.text.Emphasis} says whether brackets are read.
 * </ol>
 *
 * <pre>{@code
 * PromptChunker chunker = new PromptChunker(new ClipTokenizer(), ClipTokenizer.END, 20);
 * for (WeightedPrompt part : ComposablePrompt.parse("a (castle:1.2) AND [night:day:0.5] :0.7")) {
 *     for (Scheduled entry : PromptSchedule.parse(part.text(), 20)) {
 *         ChunkedPrompt chunks = chunker.chunk(entry.text(), Emphasis.ORIGINAL);
 *     }
 * }
 * }</pre>
 *
 * <p>Results are those of AUTOMATIC1111's stable-diffusion-webui 1.10.1, the program whose prompts people have: the tests
 * compare with values recorded from it and from ftfy. Known differences: a weight that is no number, such as
 * {@code (a:1.2.3)}, is an {@link java.lang.IllegalArgumentException} with advice (there, a crash); more than 500 open
 * brackets and weights beyond float32 are refused; among several brackets without partners, where A1111's grammar is
 * ambiguous, editing beside them is always read as editing.
 *
 * <p>All parsers take time linear in the prompt, or nearly so, and no recursion deeper than 500; they throw nothing but
 * {@link java.lang.IllegalArgumentException}. Nothing is static but constants; every type is immutable and may be shared
 * by threads.
 */
@NullMarked
package io.brushwork.text;

import org.jspecify.annotations.NullMarked;
