package io.brushwork.pocket.net;

/**
 * The text model of SD 1, Hugging Face's {@code CLIPTextModel}, of any size; it begins as OpenAI's CLIP did.
 *
 * @param tokens rows of the table of tokens
 * @param width of the context; heads are 64 wide
 * @param layers of the transformer
 */
public record ClipBlueprint(int tokens, int width, int layers) {
    private static final double MEAN = -0.1;

    /** Tokens of a chunk. */
    public static final int LENGTH = 77;

    public static final String TOKENS = "cond_stage_model.transformer.text_model.embeddings.token_embedding.weight";

    /** Adds the tensors below {@code cond_stage_model.transformer.text_model}. */
    public void addTo(Blueprint root) {
        Blueprint b = root.at("cond_stage_model.transformer.text_model");
        b.put("embeddings.token_embedding.weight", Slot.normal(0.02, tokens, width));
        b.put("embeddings.position_embedding.weight", Slot.normal(0.01, LENGTH, width));
        double in = Math.pow(width, -0.5);
        double out = in * Math.pow(2 * layers, -0.5);
        for (int i = 0; i < layers; i++) {
            Blueprint layer = b.at("encoder.layers." + i);
            layer.norm("layer_norm1", width);
            for (String map : new String[] {"q_proj", "k_proj", "v_proj"}) {
                linear(layer, "self_attn." + map, in, width, width);
            }
            linear(layer, "self_attn.out_proj", out, width, width);
            layer.norm("layer_norm2", width);
            linear(layer, "mlp.fc1", Math.pow(2 * width, -0.5), width, 4L * width);
            linear(layer, "mlp.fc2", out, 4L * width, width);
        }
        b.put("final_layer_norm.weight", Slot.one(width));
        // Not 0: emphasis brings the mean of the context back to what it was, which it divides by. CLIP's is about
        // this.
        b.put("final_layer_norm.bias", Slot.constant(MEAN, width));
    }

    private static void linear(Blueprint b, String name, double deviation, long in, long out) {
        b.put(name + ".weight", Slot.normal(deviation, out, in));
        b.put(name + ".bias", Slot.zero(out));
    }
}
