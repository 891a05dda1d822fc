package io.brushwork.bench;

import io.brushwork.files.DType;
import io.brushwork.files.ModelFormatException;
import io.brushwork.files.Safetensors;
import io.brushwork.files.TensorData;
import io.brushwork.nn.TensorSource;
import io.brushwork.tensor.LibTorch;
import io.brushwork.tensor.Scope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.pytorch.Generator;
import org.bytedeco.pytorch.GeneratorOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/**
 * Random weights, of an SD 1.5 checkpoint unless told otherwise: each tensor is drawn from a seed of its name when it is read. Weights are normal with
 * deviation 0.5 / sqrt(fan in), so that activations stay finite; norms scale by 1, biases are small.
 */
final class SeededTensors implements TensorSource {
    private static final double GAIN = 0.5;
    private static final double BIAS = 0.02;
    private static final int CHUNK = 1 << 24;

    private final Map<String, List<Long>> shapes;
    private final DType dtype;

    /** A checkpoint. */
    SeededTensors(DType dtype) {
        this(dtype, Sd15.checkpoint());
    }

    SeededTensors(DType dtype, Map<String, List<Long>> shapes) {
        LibTorch.load();
        this.dtype = dtype;
        this.shapes = shapes;
    }

    @Override
    public String label() {
        return "random SD 1.5";
    }

    @Override
    public Set<String> names() {
        return shapes.keySet();
    }

    @Override
    public List<Long> shape(String name) {
        return shapes.getOrDefault(name, List.of());
    }

    @Override
    public Tensor read(String name) throws ModelFormatException {
        return draw(name);
    }

    private Tensor draw(String name) {
        return Scope.of(() -> {
            Generator generator = torch.make_generator_cpu(Integer.toUnsignedLong(name.hashCode()));
            long[] shape = shape(name).stream().mapToLong(Long::longValue).toArray();
            Tensor values = torch.randn(shape, new GeneratorOptional(generator)).mul_(new Scalar(deviation(name)));
            if (shape.length == 1 && name.endsWith(".weight")) {
                values = values.add_(new Scalar(1));
            }
            return dtype == DType.F16 ? values.to(ScalarType.Half) : values;
        });
    }

    private double deviation(String name) {
        List<Long> shape = shape(name);
        long fanIn = shape.stream().skip(1).reduce(1L, (a, b) -> a * b);
        return shape.size() == 1 ? BIAS : GAIN / Math.sqrt((double) fanIn);
    }

    /** Writes the checkpoint. */
    void write(Path file) throws IOException {
        Map<String, TensorData> data = new LinkedHashMap<>();
        shapes.keySet().forEach(name -> data.put(name, data(name)));
        Safetensors.write(file, data, Map.of());
    }

    TensorData data(String name) {
        return new Drawn(name, dtype, shape(name));
    }

    /** Drawn when it is written, so that one tensor is in memory at a time. */
    private final class Drawn implements TensorData {
        private final String name;
        private final DType type;
        private final List<Long> shape;

        Drawn(String name, DType type, List<Long> shape) {
            this.name = name;
            this.type = type;
            this.shape = shape;
        }

        @Override
        public DType dtype() {
            return type;
        }

        @Override
        public List<Long> shape() {
            return shape;
        }

        @Override
        public void writeTo(WritableByteChannel channel) throws IOException {
            try (Scope scope = new Scope()) {
                BytePointer bytes = new BytePointer(draw(name).data_ptr());
                for (long at = 0; at < byteSize(); at += CHUNK) {
                    byte[] part = new byte[(int) Math.min(CHUNK, byteSize() - at)];
                    bytes.position(at).get(part);
                    ByteBuffer buffer = ByteBuffer.wrap(part);
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
            }
        }
    }
}
