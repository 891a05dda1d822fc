package io.brushwork.catalog;

import java.util.List;
import java.util.Locale;

/** What a model file is for: the folders of a models tree, and the endings of file names that count there. */
public enum ModelKind {
    CHECKPOINT,
    HYPERNETWORK,
    VAE,
    EMBEDDING,
    LORA;

    private static final String VAE_MARK = ".vae";

    /** The names of its folder in Brushwork's tree, first, and in those of A1111 and ComfyUI. */
    public List<String> folders() {
        return switch (this) {
            case CHECKPOINT -> List.of("checkpoints", "Stable-diffusion");
            case HYPERNETWORK -> List.of("hypernetworks");
            case VAE -> List.of("vae", "VAE");
            case EMBEDDING -> List.of("embeddings");
            case LORA -> List.of("lora", "Lora", "loras");
        };
    }

    private List<String> extensions() {
        return switch (this) {
            case CHECKPOINT, LORA -> List.of(".safetensors", ".ckpt", ".pt");
            case HYPERNETWORK -> List.of(".safetensors", ".pt", ".ckpt", ".bin");
            case VAE -> List.of(".safetensors", ".pt", ".ckpt", ".bin", ".pth");
            case EMBEDDING -> List.of(".safetensors", ".pt", ".bin");
        };
    }

    /** As people write it: {@code hypernetwork}. */
    public String label() {
        return this == VAE || this == LORA ? name() : name().toLowerCase(Locale.ROOT);
    }

    /** Whether a file of this name in a folder of this kind is such a model. */
    boolean accepts(String fileName) {
        return stem(fileName).length() < fileName.length() && !(this == CHECKPOINT && isVaeBesideCheckpoint(fileName));
    }

    /** The name without its extension; all of it where the extension is none of this kind. */
    String stem(String fileName) {
        String stem = fileName;
        for (String extension : extensions()) {
            int length = fileName.length() - extension.length();
            if (length > 0 && fileName.regionMatches(true, length, extension, 0, extension.length())) {
                stem = fileName.substring(0, length);
            }
        }
        return this == VAE && stem.toLowerCase(Locale.ROOT).endsWith(VAE_MARK)
                ? stem.substring(0, stem.length() - VAE_MARK.length())
                : stem;
    }

    /** {@code anime.vae.pt} beside {@code anime.ckpt} is the VAE of that checkpoint. */
    static boolean isVaeBesideCheckpoint(String fileName) {
        return CHECKPOINT.stem(fileName).toLowerCase(Locale.ROOT).endsWith(VAE_MARK);
    }
}
