package io.brushwork.model;

import io.brushwork.base.Labels;
import io.brushwork.files.Checkpoint;
import io.brushwork.files.DiffusersFolder;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.StoredTensor;
import io.brushwork.model.clip.ClipTextModel;
import io.brushwork.model.clip.TextEncoder;
import io.brushwork.model.unet.Conditioning;
import io.brushwork.model.unet.UNet;
import io.brushwork.model.vae.AutoencoderKl;
import io.brushwork.nn.ContextTransform;
import io.brushwork.nn.FileTensors;
import io.brushwork.nn.Padding;
import io.brushwork.nn.Site;
import io.brushwork.nn.TensorSource;
import io.brushwork.nn.Weights;
import io.brushwork.sampling.NoiseSchedule;
import io.brushwork.sampling.Prediction;
import io.brushwork.tensor.Compute;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;

/**
 * The networks of one checkpoint. Immutable once loaded; those that tile are made when first asked for, over the same
 * weights.
 */
public final class Networks implements AutoCloseable {
    private static final String UNET = "model.diffusion_model";
    private static final String VAE = "first_stage_model";
    private static final String TEXT = "cond_stage_model";
    private static final String SDXL = "conditioner.embedders";
    /** Below this mean, A1111 takes a network of SD 2 for one that predicts v. */
    private static final double V_THRESHOLD = -1;

    private final Weights weights;
    private final Weights vaeWeights;
    private final boolean exactGelu;
    private final ModelFamily family;
    private @Nullable TextEncoder clip;
    private final Map<Padding, UNet> unets = new EnumMap<>(Padding.class);
    private final Map<Padding, AutoencoderKl> vaes = new EnumMap<>(Padding.class);
    private final List<Site> sites;
    private final Set<Long> widths;
    private final NoiseSchedule schedule;
    private final Prediction prediction;

    /**
     * @param wanted what the U-Net predicts; null to find out
     * @param exactGelu see {@link ClipTextModel#of}
     */
    public Networks(
            TensorSource checkpoint, TensorSource vae, Compute compute, @Nullable Prediction wanted, boolean exactGelu)
            throws ModelFormatException {
        this.exactGelu = exactGelu;
        weights = Weights.of(checkpoint, compute);
        vaeWeights = checkpoint == vae ? weights : Weights.of(vae, compute);
        try {
            if (weights.hasChild(SDXL)) {
                throw weights.fault(SDXL, "this is an SDXL checkpoint; SD 1 and SD 2 are supported");
            }
            require(weights, UNET, "U-Net");
            require(weights, TEXT, "text model");
            require(vaeWeights, VAE, "autoencoder");
            ClipTextModel text = ClipTextModel.of(weights.at(TEXT), exactGelu);
            clip = text;
            family = text.isOpenClip() ? ModelFamily.SD2 : ModelFamily.SD1;
            UNet unet = unet(Padding.ZERO);
            AutoencoderKl autoencoder = vae(Padding.ZERO);
            if (unet.inChannels() != autoencoder.latentChannels()) {
                throw weights.fault(
                        UNET,
                        "expected a U-Net for latents of " + autoencoder.latentChannels() + " channels, found one of "
                                + unet.inChannels() + " (an inpainting or depth model)");
            }
            sites = unet.sites();
            widths = unet.widths();
            if (text.width() != unet.contextWidth()) {
                throw weights.fault(
                        TEXT,
                        "expected a text model of width " + unet.contextWidth() + " as the U-Net's context, found "
                                + text.width());
            }
            schedule = schedule(checkpoint);
            prediction = wanted != null ? wanted : probe(unet);
        } catch (ModelFormatException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Reads a checkpoint.
     *
     * @param file a .safetensors, .ckpt or .pt file, or a folder in Diffusers' layout
     * @param vaeFile a file with another autoencoder; null for the checkpoint's own
     * @param prediction what the U-Net gives; null to find out
     * @throws ModelFormatException where a file is damaged, or is no model of a known kind
     */
    public static Networks load(Path file, @Nullable Path vaeFile, Compute compute, @Nullable Prediction prediction)
            throws IOException {
        Checkpoint checkpoint = Checkpoint.open(file);
        Prediction wanted = prediction;
        String recorded = checkpoint.metadata().get(DiffusersFolder.PREDICTION);
        boolean exactGelu = "gelu".equals(checkpoint.metadata().get(DiffusersFolder.TEXT_ACTIVATION));
        if (wanted == null && recorded != null) {
            // Another word is of another program: the network is asked.
            wanted = Labels.find(List.of(Prediction.values()), Prediction::label, recorded)
                    .orElse(null);
        }
        try (FileTensors tensors = new FileTensors(checkpoint.file().toString(), checkpoint.tensors())) {
            if (vaeFile == null) {
                return new Networks(tensors, tensors, compute, wanted, exactGelu);
            }
            try (FileTensors vae = new FileTensors(vaeFile.toString(), vaeTensors(Checkpoint.open(vaeFile)))) {
                return new Networks(tensors, vae, compute, wanted, exactGelu);
            }
        }
    }

    /** A VAE's tensors under the names of a checkpoint; files of a VAE alone leave out the first part. */
    private static Map<String, StoredTensor> vaeTensors(Checkpoint vae) throws ModelFormatException {
        if (vae.tensors().keySet().stream().anyMatch(name -> name.startsWith(VAE + "."))) {
            return vae.tensors();
        }
        if (!vae.tensors().containsKey("decoder.conv_in.weight")) {
            throw new ModelFormatException(vae.file(), "no autoencoder in this file");
        }
        Map<String, StoredTensor> named = new LinkedHashMap<>();
        vae.tensors().forEach((name, tensor) -> named.put(VAE + "." + name, tensor));
        return named;
    }

    private static void require(Weights weights, String part, String what) throws ModelFormatException {
        if (!weights.hasChild(part)) {
            throw weights.fault(part + ".*", "no " + what + " in this file");
        }
    }

    private NoiseSchedule schedule(TensorSource checkpoint) throws ModelFormatException {
        String name = "alphas_cumprod";
        if (!checkpoint.names().contains(name) || checkpoint.shape(name).size() != 1) {
            return NoiseSchedule.stableDiffusion();
        }
        try (Scope scope = new Scope()) {
            Tensor values = checkpoint.read(name).to(ScalarType.Float).contiguous();
            float[] alphas = new float[(int) values.size(0)];
            values.data_ptr_float().get(alphas);
            return NoiseSchedule.ofAlphasCumprod(alphas);
        } catch (IllegalArgumentException e) {
            throw weights.fault(name, String.valueOf(e.getMessage()));
        }
    }

    /** SD 1 predicts noise. SD 2 has both kinds, which differ in what they say of a grey latent (A1111's test). */
    private Prediction probe(UNet unet) {
        if (family.equals(ModelFamily.SD1)) {
            return Prediction.EPS;
        }
        try (Scope scope = new Scope()) {
            Tensor x = torch.full(new long[] {1, unet.inChannels(), 8, 8}, new Scalar(0.5));
            Conditioning context = Conditioning.of(torch.full(new long[] {1, 2, unet.contextWidth()}, new Scalar(0.5)));
            Tensor given =
                    unet.forward(x, torch.full(new long[] {1}, new Scalar(999f)), context, ContextTransform.NONE);
            return given.sub(x).mean().item_double() < V_THRESHOLD ? Prediction.V : Prediction.EPS;
        }
    }

    /** The text tower, read again where it was released. */
    public TextEncoder clip() throws ModelFormatException {
        if (clip == null) {
            clip = ClipTextModel.of(weights.at(TEXT), exactGelu);
        }
        return clip;
    }

    /**
     * Frees text model and autoencoder, for work that needs the U-Net alone. Those given out before may not be used any
     * more; asked for again, they are read from the files again, which must be as they were.
     */
    public void releaseEncoders() {
        clip = null;
        vaes.clear();
        weights.at(TEXT).release();
        vaeWeights.at(VAE).release();
    }

    public UNet unet(Padding padding) throws ModelFormatException {
        UNet known = unets.get(padding);
        if (known == null) {
            known = new UNet(weights.at(UNET), padding);
            unets.put(padding, known);
        }
        return known;
    }

    public AutoencoderKl vae(Padding padding) throws ModelFormatException {
        AutoencoderKl known = vaes.get(padding);
        if (known == null) {
            known = new AutoencoderKl(vaeWeights.at(VAE), padding, family.latentScale());
            vaes.put(padding, known);
        }
        return known;
    }

    /** Which generation of Stable Diffusion this is, by its text tower. */
    public ModelFamily family() {
        return family;
    }

    /** Pixels to a side of the pictures that these networks draw best. */
    public int nativeSide() {
        return family.nativeSide(prediction);
    }

    /** Attention layers of the U-Net. */
    public List<Site> sites() {
        return sites;
    }

    /** Widths of context in the U-Net. */
    public Set<Long> widths() {
        return widths;
    }

    /** The autoencoder once more, in float32; null where it is so already. */
    public @Nullable AutoencoderKl vaeInFloat32(Padding padding) throws ModelFormatException {
        Compute compute = vaeWeights.compute();
        if (compute.dtype() == ScalarType.Float) {
            return null;
        }
        Compute whole = new Compute(compute.device(), ScalarType.Float, compute.weights());
        return new AutoencoderKl(vaeWeights.in(whole).at(VAE), padding, family.latentScale());
    }

    public NoiseSchedule schedule() {
        return schedule;
    }

    public Prediction prediction() {
        return prediction;
    }

    @Override
    public void close() {
        weights.close();
        vaeWeights.close();
    }
}
